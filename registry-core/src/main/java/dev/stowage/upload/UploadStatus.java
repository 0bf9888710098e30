package dev.stowage.upload;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;

/// Where an upload stands: `offset` bytes are received and safe.
public record UploadStatus(RepositoryName repository, UploadId id, long offset) {}
