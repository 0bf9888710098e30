package dev.stowage.blob;

import dev.stowage.oci.digest.Digest;
import dev.stowage.storage.ObjectKey;

/// A blob as a repository links it: its digest, its size in bytes, and where its bytes lie.
public record Blob(Digest digest, long size, ObjectKey data) {}
