package dev.stowage.blob;

import dev.stowage.grace.Condemnable;
import dev.stowage.layout.UploadId;
import java.time.Instant;
import java.util.Optional;

/// That a repository may serve a blob; repeats the record's data and size, which never change while
/// the record stands.
record BlobLink(UploadId data, long size, Optional<Instant> condemned)
    implements Condemnable<BlobLink> {

  BlobLink(UploadId data, long size) {
    this(data, size, Optional.empty());
  }

  @Override
  public BlobLink condemned(Optional<Instant> since) {
    return new BlobLink(data, size, since);
  }
}
