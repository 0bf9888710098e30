package dev.stowage.upload;

import static dev.stowage.upload.UploadSamples.MIB;
import static dev.stowage.upload.UploadSamples.REPOSITORY;
import static dev.stowage.upload.UploadSamples.assertNothingIsLeftBut;
import static dev.stowage.upload.UploadSamples.breakingOff;
import static dev.stowage.upload.UploadSamples.bytes;
import static dev.stowage.upload.UploadSamples.digest;
import static dev.stowage.upload.UploadSamples.finish;
import static dev.stowage.upload.UploadSamples.in;
import static dev.stowage.upload.UploadSamples.read;
import static dev.stowage.upload.UploadSamples.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.memory.MemoryStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Uploads over a store with parts of 5 MiB at least, as of S3; ours have 8. What is too short to
/// stand alone goes with the part before it.
class ShortRestTest {

  private final UploadRooms rooms =
      new UploadRooms(new PartedStore(new MemoryStore(), 5 * MIB, 5L << 30));

  @ParameterizedTest
  @ValueSource(
      ints = {
        8 * MIB - 1,
        8 * MIB,
        8 * MIB + 1,
        13 * MIB - 1,
        13 * MIB,
        13 * MIB + 1,
        16 * MIB,
        16 * MIB + 1,
        21 * MIB
      })
  void keepsABlobHoweverItsLengthFallsIntoParts(int size) throws IOException {
    byte[] bytes = bytes(size);
    Digest digest = digest(bytes, Algorithm.SHA256);
    rooms.uploads.put(REPOSITORY, digest, in(bytes), OptionalLong.of(size));
    assertThat(read(rooms, digest)).isEqualTo(bytes);

    byte[] other = bytes(size + 2);
    UploadStatus upload = begin();
    stream(rooms, upload.id(), other);
    assertThat(rooms.uploads.status(REPOSITORY, upload.id()).offset()).isEqualTo(other.length);
    digest = digest(other, Algorithm.SHA256);
    finish(rooms, upload.id(), digest, new byte[0]);
    assertThat(read(rooms, digest)).isEqualTo(other);
    assertNothingIsLeftBut(rooms, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {8 * MIB + 1, 13 * MIB, 17 * MIB})
  void parksNothingOfABlobThatComesWithOnePatch(int size) throws IOException {
    UploadStatus upload = begin();
    stream(rooms, upload.id(), bytes(size));
    assertThat(rooms.store.list(ListQuery.of("parked/")).objects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {16 * MIB, 24 * MIB})
  void parksNothingOfPatchesThatEndWithAFullPart(int each) throws IOException {
    byte[] bytes = bytes(3 * each);
    UploadStatus upload = begin();
    stream(rooms, upload.id(), Arrays.copyOf(bytes, each));
    for (int at = each; at < bytes.length; at += each) {
      stream(rooms, upload.id(), Arrays.copyOfRange(bytes, at, at + each));
      assertThat(rooms.store.list(ListQuery.of("parked/")).objects()).isEmpty();
    }
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, upload.id(), digest, new byte[0]);
    assertThat(read(rooms, digest)).isEqualTo(bytes);
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5 * MIB, 8 * MIB + 1, 13 * MIB, 17 * MIB})
  void goesOnBehindARestThatWasSent(int first) throws IOException {
    byte[] bytes = bytes(first + 20 * MIB + 3);
    UploadStatus upload = begin();
    stream(rooms, upload.id(), Arrays.copyOf(bytes, first));
    stream(rooms, upload.id(), Arrays.copyOfRange(bytes, first, first + 9 * MIB));
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, upload.id(), digest, Arrays.copyOfRange(bytes, first + 9 * MIB, bytes.length));
    assertThat(read(rooms, digest)).isEqualTo(bytes);
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {5 * MIB, 8 * MIB + 1, 13 * MIB, 17 * MIB})
  void goesOnBehindABodyThatBrokeOff(int after) throws IOException {
    byte[] bytes = bytes(21 * MIB);
    UploadStatus upload = begin();
    assertThatIOException()
        .isThrownBy(
            () ->
                rooms.uploads.append(
                    REPOSITORY,
                    upload.id(),
                    Optional.empty(),
                    breakingOff(bytes, after),
                    OptionalLong.empty()));
    int offset = (int) rooms.uploads.status(REPOSITORY, upload.id()).offset();
    assertThat(offset).isEqualTo(after);
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, upload.id(), digest, Arrays.copyOfRange(bytes, offset, bytes.length));
    assertThat(read(rooms, digest)).isEqualTo(bytes);
    assertNothingIsLeftBut(rooms, 1);
  }

  private UploadStatus begin() {
    return rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
  }
}
