package dev.stowage.upload;

import static dev.stowage.upload.UploadSamples.MIB;
import static dev.stowage.upload.UploadSamples.REPOSITORY;
import static dev.stowage.upload.UploadSamples.assertNothingIsLeftBut;
import static dev.stowage.upload.UploadSamples.assertRefused;
import static dev.stowage.upload.UploadSamples.breakingOff;
import static dev.stowage.upload.UploadSamples.bytes;
import static dev.stowage.upload.UploadSamples.digest;
import static dev.stowage.upload.UploadSamples.finish;
import static dev.stowage.upload.UploadSamples.in;
import static dev.stowage.upload.UploadSamples.read;
import static dev.stowage.upload.UploadSamples.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.upload.UploadSamples.Parts;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Uploads that go wrong: nothing false is published, nothing is left over, and what was received
/// is not lost.
class UploadFailuresTest {

  @ParameterizedTest
  @EnumSource
  void publishesNothingUnderAForeignDigest(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(3 * MIB);
    Digest other = digest(bytes(5), Algorithm.SHA256);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), bytes);
    assertRefused(ErrorCode.DIGEST_INVALID, () -> finish(rooms, status.id(), other, new byte[0]));
    assertThat(rooms.blobs.find(REPOSITORY, other)).isEmpty();
    assertRefused(
        ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> rooms.uploads.status(REPOSITORY, status.id()));
    assertRefused(
        ErrorCode.DIGEST_INVALID,
        () -> rooms.uploads.put(REPOSITORY, other, in(bytes), OptionalLong.empty()));
    assertNothingIsLeftBut(rooms, 0);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAChunkOutOfOrderAndTellsWhereItStands(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), bytes(100));
    assertThatExceptionOfType(OutOfOrderException.class)
        .isThrownBy(
            () ->
                rooms.uploads.append(
                    REPOSITORY,
                    status.id(),
                    Optional.of(new ChunkRange(99, 120)),
                    in(bytes(22)),
                    OptionalLong.of(22)))
        .satisfies(e -> assertThat(e.status().offset()).isEqualTo(100));
    assertThat(rooms.uploads.status(REPOSITORY, status.id()).offset()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterABodyThatBrokeOff(Parts parts) throws IOException {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(4 * MIB);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                rooms.uploads.append(
                    REPOSITORY,
                    status.id(),
                    Optional.empty(),
                    breakingOff(bytes, 2 * MIB + 77),
                    OptionalLong.empty()));
    int offset = (int) rooms.uploads.status(REPOSITORY, status.id()).offset();
    assertThat(offset).isEqualTo(2 * MIB + 77);
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, status.id(), digest, Arrays.copyOfRange(bytes, offset, bytes.length));
    assertThat(read(rooms, digest)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void leavesNothingOfAWholeBlobThatBrokeOff(Parts parts) {
    UploadRooms rooms = parts.rooms();
    byte[] bytes = bytes(4 * MIB);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                rooms.uploads.put(
                    REPOSITORY,
                    digest(bytes, Algorithm.SHA256),
                    breakingOff(bytes, 3 * MIB),
                    OptionalLong.of(bytes.length)));
    assertNothingIsLeftBut(rooms, 0);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnAfterTheStoreWasFull(Parts parts) throws IOException {
    AtomicBoolean full = new AtomicBoolean();
    UploadRooms rooms =
        new UploadRooms(
            new PartedStore(new MemoryStore(), parts.smallest) {
              @Override
              public synchronized Part putPart(
                  StagedUpload upload, int number, long offset, Content content, boolean last) {
                if (full.get()) {
                  throw new StorageException(StorageException.Kind.FULL, "no room");
                }
                return super.putPart(upload, number, offset, content, last);
              }
            });
    byte[] bytes = bytes(9 * MIB);
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(rooms, status.id(), Arrays.copyOf(bytes, 4 * MIB + 1));
    full.set(true);
    byte[] more = Arrays.copyOfRange(bytes, 4 * MIB + 1, bytes.length);
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> stream(rooms, status.id(), more));
    full.set(false);
    int offset = (int) rooms.uploads.status(REPOSITORY, status.id()).offset();
    assertThat(offset).isGreaterThanOrEqualTo(4 * MIB + 1);
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, status.id(), digest, Arrays.copyOfRange(bytes, offset, bytes.length));
    assertThat(read(rooms, digest)).isEqualTo(bytes);
    assertNothingIsLeftBut(rooms, 1);
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheSecondWriterOfAnUpload(Parts parts) throws Exception {
    UploadRooms rooms = parts.rooms();
    UploadStatus status = rooms.uploads.begin(REPOSITORY, Algorithm.SHA256);
    byte[] bytes = bytes(300_000);
    PipedOutputStream client = new PipedOutputStream();
    try (PipedInputStream body = new PipedInputStream(client);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch reading = new CountDownLatch(1);
      InputStream announced =
          new FilterInputStream(body) {
            @Override
            public int read(byte[] b, int off, int len) throws IOException {
              reading.countDown();
              return super.read(b, off, len);
            }
          };
      CompletableFuture<UploadStatus> first =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return rooms.uploads.append(
                      REPOSITORY, status.id(), Optional.empty(), announced, OptionalLong.empty());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              threads);
      reading.await();
      assertThatExceptionOfType(OutOfOrderException.class)
          .isThrownBy(() -> stream(rooms, status.id(), bytes(10)));
      try (client) {
        client.write(bytes);
      }
      assertThat(first.get().offset()).isEqualTo(bytes.length);
    }
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(rooms, status.id(), digest, new byte[0]);
    assertThat(read(rooms, digest)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void leavesYoungUploadsOfASharedBucketToThoseWhoMayBeWritingThem(Parts parts) throws IOException {
    MemoryStore store = new MemoryStore();
    UploadRooms other = new UploadRooms(new PartedStore(store, parts.smallest));
    byte[] bytes = bytes(5 * MIB + 5);
    UploadStatus unfinished = other.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(other, unfinished.id(), bytes);

    new UploadRooms(new PartedStore(store, parts.smallest).shared()).janitor.round();
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(other, unfinished.id(), digest, new byte[0]);
    assertThat(read(other, digest)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void settlesWhatADeadReplicaLeft(Parts parts) throws IOException {
    MemoryStore store = new MemoryStore();
    UploadRooms dead = new UploadRooms(new PartedStore(store, parts.smallest));
    byte[] published = bytes(3 * MIB);
    Digest digest = digest(published, Algorithm.SHA512);
    dead.uploads.put(REPOSITORY, digest, in(published), OptionalLong.empty());
    UploadStatus unfinished = dead.uploads.begin(REPOSITORY, Algorithm.SHA256);
    stream(dead, unfinished.id(), bytes(5 * MIB + 5));
    dead.uploads.begin(REPOSITORY, Algorithm.SHA256);

    UploadRooms alive = new UploadRooms(new PartedStore(store, parts.smallest));
    alive.janitor.round();
    assertThat(read(alive, digest)).isEqualTo(published);
    assertNothingIsLeftBut(alive, 1);
  }

  @Test
  void removesProbesOfTheDeadAndNoneOfTheLiving() {
    MemoryStore store = new MemoryStore();
    ObjectKey probe = new Place.Probe(UploadId.random()).key();
    store.write(probe, Content.of("probe"), Condition.ALWAYS);
    new UploadRooms(store).janitor.round();
    assertThat(store.head(probe)).isPresent();
    new UploadRooms(store, Duration.ZERO).janitor.round();
    assertThat(store.head(probe)).isEmpty();
  }
}
