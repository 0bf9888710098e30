package dev.stowage.upload;

import static dev.stowage.upload.UploadSamples.MIB;
import static dev.stowage.upload.UploadSamples.REPOSITORY;
import static dev.stowage.upload.UploadSamples.assertRefused;
import static dev.stowage.upload.UploadSamples.bytes;
import static dev.stowage.upload.UploadSamples.digest;
import static dev.stowage.upload.UploadSamples.finish;
import static dev.stowage.upload.UploadSamples.read;
import static dev.stowage.upload.UploadSamples.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.Settings;
import dev.stowage.redis.Until;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.WriteResult;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.upload.UploadSamples.Parts;
import dev.stowage.upload.session.RedisSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Several replicas over one bucket and one Redis, each of which may vanish.
class ReplicasTest {

  private static final Duration LIFE = Duration.ofHours(24);

  private static RedisServer server;
  private static Redis redis;

  private final List<RedisSessions> opened = new ArrayList<>();
  private final MemoryStore bucket = new MemoryStore();

  @BeforeAll
  static void start() {
    server = RedisServer.started();
    redis = Redis.open(Settings.of(server.uri())).orElseThrow();
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  @AfterEach
  void close() {
    opened.forEach(RedisSessions::close);
  }

  private RedisSessions sessions(Duration claim) {
    RedisSessions sessions = RedisSessions.ofClaims(redis, () -> LIFE, claim);
    opened.add(sessions);
    return sessions;
  }

  private UploadRooms replica(Parts parts) {
    return replica(parts, sessions(RedisSessions.CLAIM));
  }

  private UploadRooms replica(Parts parts, RedisSessions sessions) {
    return new UploadRooms(new PartedStore(bucket, parts.smallest).shared(), sessions, LIFE);
  }

  /// A replica to which the next deed happens just before it writes a blob record.
  private UploadRooms interrupted(Parts parts, Queue<Runnable> deeds) {
    return new UploadRooms(
        new PartedStore(bucket, parts.smallest) {
          @Override
          public WriteResult write(ObjectKey key, Content content, Condition condition) {
            Runnable now = key.value().startsWith("blobs/") ? deeds.poll() : null;
            if (now != null) {
              now.run();
            }
            return super.write(key, content, condition);
          }
        }.shared(),
        sessions(RedisSessions.CLAIM),
        LIFE);
  }

  private void assertBucketHolds(int dataObjects) {
    assertThat(bucket.list(ListQuery.of("data/")).objects()).hasSize(dataObjects);
    assertThat(bucket.uploads().unfinished(ListQuery.of(""))).isEmpty();
  }

  /// Makes the upload one that was begun long ago.
  private void age(UploadId id) {
    String key = "stowage:{" + id + "}:session";
    String json = server.ask("HGET", key, "session");
    String aged =
        json.replaceFirst(
            "\"begun\":\"[^\"]*\",\"revision", "\"begun\":\"2020-01-01T00:00:00Z\",\"revision");
    assertThat(aged).isNotEqualTo(json);
    server.ask("HSET", key, "session", aged);
    ageIntent(id);
  }

  private void ageIntent(UploadId id) {
    bucket.write(
        new ObjectKey("intents/" + id),
        Content.of("{\"begun\":\"2020-01-01T00:00:00Z\"}"),
        Condition.ALWAYS);
  }

  @ParameterizedTest
  @EnumSource
  void goOnWithEachOthersUploads(Parts parts) throws IOException {
    List<UploadRooms> replicas = List.of(replica(parts), replica(parts), replica(parts));
    byte[] bytes = bytes(7 * MIB + 123);
    UploadId id = replicas.getFirst().uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    int chunk = 900_000;
    for (int i = 0; i * chunk < bytes.length; i++) {
      int end = Math.min(bytes.length, (i + 1) * chunk);
      stream(replicas.get(i % 3), id, Arrays.copyOfRange(bytes, i * chunk, end));
      assertThat(replicas.get((i + 1) % 3).uploads.status(REPOSITORY, id).offset()).isEqualTo(end);
    }
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(replicas.getLast(), id, digest, new byte[0]);
    assertThat(read(replicas.getFirst(), digest)).isEqualTo(bytes);
    replicas.forEach(replica -> replica.janitor.round());
    assertBucketHolds(1);
  }

  @ParameterizedTest
  @EnumSource
  void goOnWhereAWriterThatDiedHadCome(Parts parts) throws Exception {
    RedisSessions dying = sessions(Duration.ofSeconds(1));
    UploadRooms dead = replica(parts, dying);
    UploadRooms alive = replica(parts);
    byte[] bytes = bytes(9 * MIB + 5);
    int acknowledged = 2 * MIB + 3;
    UploadId id = dead.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    stream(dead, id, Arrays.copyOf(bytes, acknowledged));

    StandingBody body = new StandingBody(Arrays.copyOfRange(bytes, acknowledged, 7 * MIB));
    Thread writer = Thread.ofVirtual().start(() -> appendAndFail(dead, id, body));
    body.awaitStanding(); // some parts behind what was acknowledged are sent
    dying.close();

    Until.holds(
        () -> "the claim of the dead stays",
        () -> {
          try {
            assertThat(alive.uploads.status(REPOSITORY, id).offset()).isEqualTo(acknowledged);
            // Cut otherwise than by the dead one.
            stream(alive, id, Arrays.copyOfRange(bytes, acknowledged, acknowledged + 3 * MIB));
            return true;
          } catch (OutOfOrderException e) {
            return false;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    body.end(); // it was not dead after all, and sends what it still has
    writer.join();
    Digest digest = digest(bytes, Algorithm.SHA256);
    finish(alive, id, digest, Arrays.copyOfRange(bytes, acknowledged + 3 * MIB, bytes.length));
    assertThat(read(alive, digest)).isEqualTo(bytes);
    ageIntent(id);
    alive.janitor.round();
    assertThat(read(alive, digest)).isEqualTo(bytes);
    assertBucketHolds(1);
  }

  private static void appendAndFail(UploadRooms rooms, UploadId id, StandingBody body) {
    try {
      rooms.uploads.append(REPOSITORY, id, Optional.empty(), body, OptionalLong.empty());
      throw new AssertionError("a writer that was taken for dead was believed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OutOfOrderException expected) {
      // Another has gone on.
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaveAloneWhatAWriterTakenForDeadIsPublishing(Parts parts) throws IOException {
    byte[] bytes = bytes(5 * MIB);
    Digest digest = digest(bytes, Algorithm.SHA256);
    Digest other = digest(bytes(7), Algorithm.SHA256);
    UploadRooms second = replica(parts);
    AtomicReference<UploadId> id = new AtomicReference<>();
    Queue<Runnable> deeds = new ConcurrentLinkedQueue<>();
    deeds.add(
        () -> {
          server.ask("DEL", "stowage:{" + id.get() + "}:claim");
          assertRefused(
              ErrorCode.DIGEST_INVALID, () -> finish(second, id.get(), other, new byte[MIB]));
          second.janitor.round();
        });
    UploadRooms first = interrupted(parts, deeds);
    id.set(first.uploads.begin(REPOSITORY, Algorithm.SHA256).id());
    finish(first, id.get(), digest, bytes);
    assertThat(deeds).isEmpty();
    assertThat(read(second, digest)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void loseNothingThatIsPublishedWhileRedisIsWiped(Parts parts) throws IOException {
    byte[] bytes = bytes(5 * MIB);
    Digest digest = digest(bytes, Algorithm.SHA256);
    UploadRooms other = replica(parts);
    Queue<Runnable> deeds = new ConcurrentLinkedQueue<>();
    deeds.add(
        () -> {
          server.ask("FLUSHALL");
          other.janitor.round();
        });
    UploadRooms first = interrupted(parts, deeds);
    UploadId id = first.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    age(id);
    finish(first, id, digest, bytes);
    assertThat(deeds).isEmpty();
    assertThat(read(other, digest)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void publishNothingOfAnUploadThatAJanitorSettled(Parts parts) throws Exception {
    byte[] bytes = bytes(5 * MIB);
    Digest digest = digest(bytes, Algorithm.SHA256);
    UploadRooms other = replica(parts);
    UploadRooms first = replica(parts);
    UploadId id = first.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    age(id);
    StandingBody body = new StandingBody(bytes);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () ->
                    assertRefused(
                        ErrorCode.BLOB_UPLOAD_UNKNOWN,
                        () ->
                            first.uploads.finish(
                                REPOSITORY,
                                id,
                                digest,
                                Optional.empty(),
                                body,
                                OptionalLong.empty())));
    body.awaitStanding();
    server.ask("FLUSHALL");
    other.janitor.round();
    body.end();
    writer.join();
    assertThat(first.blobs.find(REPOSITORY, digest)).isEmpty();
    assertBucketHolds(0);
    assertThat(bucket.list(ListQuery.of("intents/")).objects()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void beginAgainAfterRedisWasWipedAndLeaveTheRestToTheJanitor(Parts parts) throws IOException {
    UploadRooms first = replica(parts);
    UploadId id = first.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    stream(first, id, bytes(5 * MIB));
    age(id);
    UploadId young = first.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    server.ask("FLUSHALL");
    assertRefused(ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> stream(first, id, bytes(5)));
    assertRefused(ErrorCode.BLOB_UPLOAD_UNKNOWN, () -> first.uploads.status(REPOSITORY, young));
    first.janitor.round();
    assertBucketHolds(0);
    assertThat(bucket.list(ListQuery.of("intents/")).objects())
        .extracting(entry -> entry.key().value())
        .containsExactly("intents/" + young);
  }

  @ParameterizedTest
  @EnumSource
  void goOnWhenRedisAnswersAgain(Parts parts) throws Exception {
    Settings impatient = Settings.of(server.uri()).within(Duration.ofSeconds(4));
    try (Redis own = Redis.open(impatient).orElseThrow();
        RedisSessions sessions = RedisSessions.ofClaims(own, () -> LIFE, Duration.ofSeconds(1))) {
      freezeAndThaw(replica(parts, sessions));
    }
  }

  private static void freezeAndThaw(UploadRooms first) throws Exception {
    byte[] bytes = bytes(5 * MIB);
    UploadId id = first.uploads.begin(REPOSITORY, Algorithm.SHA256).id();
    stream(first, id, Arrays.copyOf(bytes, MIB));
    StandingBody body = new StandingBody(Arrays.copyOfRange(bytes, MIB, 2 * MIB));
    Thread writer =
        Thread.ofVirtual()
            .start(
                () ->
                    assertRefused(
                        ErrorCode.UNAVAILABLE,
                        () ->
                            first.uploads.append(
                                REPOSITORY, id, Optional.empty(), body, OptionalLong.empty())));
    body.awaitStanding();
    server.freeze();
    body.end();
    writer.join();
    assertRefused(ErrorCode.UNAVAILABLE, () -> first.uploads.begin(REPOSITORY, Algorithm.SHA256));
    server.thaw();
    Digest digest = digest(bytes, Algorithm.SHA256);
    Until.holds(
        () -> "the upload does not go on",
        () -> {
          try {
            int offset = (int) first.uploads.status(REPOSITORY, id).offset();
            finish(first, id, digest, Arrays.copyOfRange(bytes, offset, bytes.length));
            return true;
          } catch (OutOfOrderException | OciException e) {
            return false;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(read(first, digest)).isEqualTo(bytes);
  }
}
