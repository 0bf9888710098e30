package dev.stowage.blob;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;

/// What the whole registry knows of a blob: which upload wrote its bytes, how many, since when, and
/// its *home*, the repository that linked it first.
record BlobRecord(UploadId data, long size, Instant created, RepositoryName home) {}
