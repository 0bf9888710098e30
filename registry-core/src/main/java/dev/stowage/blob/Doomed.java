package dev.stowage.blob;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import java.time.Instant;
import java.util.List;

/// Records that are about to be removed, and the data that then is nobody's: written before the
/// first record goes, removed after the data has. Who finds one that was left does what is open.
///
/// @param begun when it was written
record Doomed(Instant begun, List<Entry> blobs) {

  /// @param data what the record names
  /// @param condemned the mark with which the record is to go
  record Entry(Digest digest, UploadId data, Instant condemned) {}
}
