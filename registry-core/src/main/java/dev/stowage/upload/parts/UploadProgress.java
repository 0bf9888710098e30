package dev.stowage.upload.parts;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.HashState;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import java.util.List;
import java.util.Optional;

/// How far an upload has come; pure data, from which any replica can go on.
///
/// @param staged the store's upload, once a part was sent
/// @param parts the parts the store holds, without gaps
/// @param hash the digest's state after the last part
/// @param parked how many bytes behind the last part lie parked, not yet hashed
public record UploadProgress(
    Optional<StagedUpload> staged, List<Part> parts, HashState hash, int parked) {

  public UploadProgress {
    parts = List.copyOf(parts);
  }

  /// Nothing yet.
  public static UploadProgress none(Algorithm algorithm) {
    return new UploadProgress(Optional.empty(), List.of(), Hasher.begin(algorithm).state(), 0);
  }

  /// How many bytes have been received and are safe.
  public long offset() {
    return hash.count() + parked;
  }
}
