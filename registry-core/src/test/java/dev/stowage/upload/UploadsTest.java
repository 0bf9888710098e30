package dev.stowage.upload;

import static dev.stowage.upload.UploadSamples.MIB;
import static dev.stowage.upload.UploadSamples.REPOSITORY;
import static dev.stowage.upload.UploadSamples.assertNothingIsLeftBut;
import static dev.stowage.upload.UploadSamples.assertRefused;
import static dev.stowage.upload.UploadSamples.bytes;
import static dev.stowage.upload.UploadSamples.digest;
import static dev.stowage.upload.UploadSamples.finish;
import static dev.stowage.upload.UploadSamples.in;
import static dev.stowage.upload.UploadSamples.read;
import static dev.stowage.upload.UploadSamples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.blob.Blob;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.upload.UploadSamples.Parts;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Uploads over a store that takes parts of any size, and over one with a smallest part, where the
/// short rest is parked between requests.
class UploadsTest {

  @ParameterizedTest
  @EnumSource
  void keepsABlobSentInOneRequest(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    for (int size : new int[] {0, 1, MIB - 1, MIB, 2 * MIB, 5 * MIB + 7}) {
      byte[] bytes = bytes(size);
      Digest digest = digest(bytes, Algorithm.SHA256);
      rooms.uploads.put(REPOSITORY, digest, in(bytes), OptionalLong.of(size));
      assertThat(read(rooms, digest)).isEqualTo(bytes);
    }
    assertNothingIsLeftBut(rooms, 6);
  }

  @ParameterizedTest
  @EnumSource
  void keepsABlobSentInChunksOfAnyLength(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(7 * MIB + 123);
    Random random = new Random(1);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    int offset = 0;
    while (offset < bytes.length) {
      int n = Math.min(bytes.length - offset, 1 + random.nextInt(MIB + MIB / 2));
      byte[] chunk = Arrays.copyOfRange(bytes, offset, offset + n);
      status =
          rooms.uploads.append(
              REPOSITORY,
              status.id(),
              Optional.of(new ChunkRange(offset, offset + n - 1)),
              in(chunk),
              OptionalLong.of(n));
      offset += n;
      assertThat(status.offset()).isEqualTo(offset);
      assertThat(rooms.uploads.status(REPOSITORY, status.id())).isEqualTo(status);
    }
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, status.id(), digest, new byte[0]);
    assertThat(read(rooms, digest)).isEqualTo(bytes);
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @EnumSource
  void keepsABlobWhoseLastChunkComesWithPut(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(3 * MIB + 5);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), Arrays.copyOf(bytes, MIB + 3));
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, status.id(), digest, Arrays.copyOfRange(bytes, MIB + 3, bytes.length));
    assertThat(read(rooms, digest)).isEqualTo(bytes);
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsADigestOfAnotherAlgorithmThanTheUploadBeganWith(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(3 * MIB);
    Digest sha512 = digest(bytes, Algorithm.SHA512);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), bytes);
    finish(rooms, status.id(), sha512, new byte[0]);
    assertThat(read(rooms, sha512)).isEqualTo(bytes);

    UploadStatus second = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, second.id(), bytes(3 * MIB - 1));
    assertRefused(ErrorCode.DIGEST_INVALID, () -> finish(rooms, second.id(), sha512, new byte[0]));
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @EnumSource
  void storesABlobThatIsThereAlreadyOnlyOnce(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(3 * MIB);
    Digest digest = digest(bytes, Algorithm.SHA256);
    RepositoryName other = RepositoryName.parse("other");
    rooms.uploads.put(REPOSITORY, digest, in(bytes), OptionalLong.empty());
    rooms.uploads.put(other, digest, in(bytes), OptionalLong.empty());
    Blob first = rooms.blobs.find(REPOSITORY, digest).orElseThrow();
    assertThat(rooms.blobs.find(other, digest)).contains(first);
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @EnumSource
  void freesACancelledUpload(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), bytes(3 * MIB + 5));
    rooms.uploads.cancel(REPOSITORY, status.id());
    assertRefused(
        ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> rooms.uploads.cancel(REPOSITORY, status.id()));
    assertNothingIsLeftBut(rooms, 0);
  }

  @ParameterizedTest
  @EnumSource
  void leavesRunningUploadsAlone(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(3 * MIB + 5);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), bytes);
    rooms.janitor.round();
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, status.id(), digest, new byte[0]);
    assertThat(read(rooms, digest)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void hidesUploadsOfOtherRepositories(Parts parts) {
    UploadRooms rooms = parts.rooms();
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    assertRefused(
        ErrorCode.BLOB_UPLOAD_UNKNOWN,
        () -> rooms.uploads.status(RepositoryName.parse("other"), status.id()));
  }
}
