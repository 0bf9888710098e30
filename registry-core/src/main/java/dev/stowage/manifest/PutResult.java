package dev.stowage.manifest;

import dev.stowage.oci.digest.Digest;
import java.util.Optional;

/// What was pushed: the manifest's digest, and that of its subject if it names one.
public record PutResult(Digest digest, Optional<Digest> subject) {}
