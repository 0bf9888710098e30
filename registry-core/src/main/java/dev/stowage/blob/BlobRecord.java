package dev.stowage.blob;

import dev.stowage.grace.Condemnable;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.name.RepositoryName;
import java.time.Instant;
import java.util.Optional;

/// What the whole registry knows of a blob: which upload wrote its bytes, how many, since when, and
/// its *home*, the repository that linked it first.
record BlobRecord(
    UploadId data, long size, Instant created, RepositoryName home, Optional<Instant> condemned)
    implements Condemnable<BlobRecord> {

  BlobRecord(UploadId data, long size, Instant created, RepositoryName home) {
    this(data, size, created, home, Optional.empty());
  }

  @Override
  public BlobRecord condemned(Optional<Instant> since) {
    return new BlobRecord(data, size, created, home, since);
  }
}
