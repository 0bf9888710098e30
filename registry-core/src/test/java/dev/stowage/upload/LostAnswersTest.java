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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.storage.StorageException;
import dev.stowage.upload.UploadSamples.Parts;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The store did what it was asked, but its answer was lost: at each change of an upload in turn.
class LostAnswersTest {

  /// More than any of these uploads makes.
  private static final int CHANGES = 20;

  @ParameterizedTest
  @EnumSource
  void letsTheClientGoOnWithAnUpload(Parts parts) throws IOException {
    byte[] bytes = bytes(5 * MIB + 9);
    Digest digest = digest(bytes, Algorithm.SHA256);
    int lost = 0;
    for (int after = 0; after < CHANGES; after++) {
      ForgetfulStore store = new ForgetfulStore(parts.smallest);
      UploadRooms rooms = new UploadRooms(store);
      UploadId id = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
      store.loseAnswerAfter(after);
      persistently(() -> stream(rooms, id, rest(rooms, id, Arrays.copyOf(bytes, 3 * MIB + 4))));
      persistently(() -> finish(rooms, id, digest, rest(rooms, id, bytes)));
      lost += store.remember() ? 1 : 0;
      assertThat(read(rooms, digest)).isEqualTo(bytes);
      assertNothingIsLeftBut(rooms, 1);
    }
    assertThat(lost).isBetween(4, CHANGES - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8 * MIB, 10 * MIB, 14 * MIB, 17 * MIB})
  void letsTheClientGoOnWithARestThatWasHeldBack(int size) throws IOException {
    byte[] bytes = bytes(size);
    Digest digest = digest(bytes, Algorithm.SHA256);
    int lost = 0;
    for (int after = 0; after < 8; after++) {
      ForgetfulStore store = new ForgetfulStore(5 * MIB, 5L << 30);
      UploadRooms rooms = new UploadRooms(store);
      UploadId id = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
      store.loseAnswerAfter(after);
      persistently(() -> finish(rooms, id, digest, rest(rooms, id, bytes)));
      lost += store.remember() ? 1 : 0;
      assertThat(read(rooms, digest)).isEqualTo(bytes);
      assertNothingIsLeftBut(rooms, 1);
    }
    assertThat(lost).isBetween(3, 7);
  }

  @ParameterizedTest
  @EnumSource
  void letsTheClientRepeatAWholeBlob(Parts parts) throws IOException {
    byte[] bytes = bytes(MIB / 2);
    Digest digest = digest(bytes, Algorithm.SHA256);
    int lost = 0;
    for (int after = 0; after < CHANGES; after++) {
      ForgetfulStore store = new ForgetfulStore(parts.smallest);
      UploadRooms rooms = new UploadRooms(store);
      store.loseAnswerAfter(after);
      persistently(
          () -> rooms.uploads.put(REPOSITORY, digest, in(bytes), OptionalLong.of(bytes.length)));
      lost += store.remember() ? 1 : 0;
      assertThat(read(rooms, digest)).isEqualTo(bytes);
      assertNothingIsLeftBut(rooms, 1);
    }
    assertThat(lost).isBetween(3, CHANGES - 1);
  }

  /// The first PUT has stored its bytes and was told that it had not; the second one sends others.
  @ParameterizedTest
  @EnumSource
  void publishesNoBytesUnderTheDigestOfOthers(Parts parts) throws IOException {
    ForgetfulStore store = new ForgetfulStore(parts.smallest);
    UploadRooms rooms = new UploadRooms(store);
    byte[] stored = bytes(MIB / 2);
    byte[] others = stored.clone();
    others[7]++;
    UploadId id = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    store.loseAnswerAfter(0);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(
            () ->
                rooms.uploads.finish(
                    REPOSITORY,
                    id,
                    digest(stored, Algorithm.SHA256),
                    Optional.empty(),
                    in(stored),
                    OptionalLong.of(stored.length)));
    store.remember();
    if (rooms.uploads.status(REPOSITORY, id).offset() == 0) {
      assertRefused(
          ErrorCode.DIGEST_INVALID,
          () -> finish(rooms, id, digest(others, Algorithm.SHA256), others));
    }
    assertThat(rooms.blobs.find(REPOSITORY, digest(others, Algorithm.SHA256))).isEmpty();
  }

  private interface Step {
    void run() throws IOException;
  }

  /// As a client does: once more after a failure of the store.
  private static void persistently(Step step) throws IOException {
    try {
      step.run();
    } catch (StorageException e) {
      step.run();
    }
  }

  private static byte[] rest(UploadRooms rooms, UploadId id, byte[] bytes) {
    int offset = (int) rooms.uploads.status(REPOSITORY, id).offset();
    return Arrays.copyOfRange(bytes, offset, bytes.length);
  }
}
