package dev.stowage.manifest;

import dev.stowage.oci.digest.Digest;

/// A manifest as it was pushed: the digest by which it was found, its media type, its bytes (not to
/// be changed).
public record StoredManifest(Digest digest, String mediaType, byte[] bytes) {}
