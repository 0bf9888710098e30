package dev.stowage.tag;

import dev.stowage.oci.digest.Digest;
import java.time.Instant;

/// What a tag points to, as it stands in the bucket: the manifest's digest, media type and size in
/// bytes, and when it was pushed.
public record TagTarget(Digest digest, String mediaType, long size, Instant pushedAt) {}
