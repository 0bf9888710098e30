package dev.stowage.upload.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.redis.Until;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.upload.parts.UploadProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every place for sessions promises.
abstract class SessionsContract {

  private static final RepositoryName REPOSITORY = RepositoryName.parse("team/app");

  /// The place, empty, where sessions live as long as that.
  abstract Sessions sessions(Duration life);

  private Sessions sessions() {
    return sessions(Duration.ofHours(24));
  }

  static UploadSession newSession() {
    return UploadSession.begin(
        UploadId.random(), REPOSITORY, UploadProgress.none(Algorithm.SHA256));
  }

  /// As far as `count` parts of 5 bytes, with `parked` behind them.
  static UploadProgress progress(UploadId id, Algorithm algorithm, int count, int parked) {
    Hasher hasher = Hasher.begin(algorithm);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hasher.update(new byte[5], 0, 5);
      parts.add(new Part(i + 1, 5L * i, 5, "\"d41d8cd98f00b204e9800998ecf8427e\":AAAA" + i + "=="));
    }
    StagedUpload staged =
        new StagedUpload(
            new Place.Data(id).key(), "handle_-+/=\"", Instant.ofEpochMilli(1_234_567_890_123L));
    return new UploadProgress(Optional.of(staged), parts, hasher.state(), parked);
  }

  @Test
  void knowsOnlyWhatWasCreated() {
    Sessions sessions = sessions();
    UploadSession session = newSession();
    assertThat(sessions.find(session.id())).isEmpty();
    sessions.create(session);
    assertThat(sessions.find(session.id())).contains(session);
    assertThat(sessions.find(UploadId.random())).isEmpty();
  }

  @Test
  void returnsEveryFieldAsItWas() {
    Sessions sessions = sessions();
    for (Algorithm algorithm : Algorithm.values()) {
      UploadSession session = newSession();
      sessions.create(session);
      UploadSession claimed = sessions.claim(session).orElseThrow();
      assertThat(sessions.find(session.id())).contains(claimed);
      UploadSession next = claimed.advanced(progress(session.id(), algorithm, 13, 4_567));
      assertThat(sessions.release(claimed, next)).isTrue();
      assertThat(sessions.find(session.id())).contains(next);
      assertThat(next.begun()).isEqualTo(session.begun());
    }
  }

  @Test
  void keepsASessionOfTheMostParts() {
    Sessions sessions = sessions();
    UploadSession session = newSession();
    sessions.create(session);
    UploadSession claimed = sessions.claim(session).orElseThrow();
    UploadSession large = claimed.advanced(progress(session.id(), Algorithm.SHA512, 10_000, 1));
    assertThat(sessions.release(claimed, large)).isTrue();
    assertThat(sessions.find(session.id())).contains(large);
    assertThat(sessions.claim(large)).isPresent();
  }

  @Test
  void letsOneOfManyClaim() throws Exception {
    Sessions sessions = sessions();
    for (int round = 0; round < 20; round++) {
      UploadSession session = newSession();
      sessions.create(session);
      List<Optional<UploadSession>> claims = race(16, () -> sessions.claim(session));
      assertThat(claims.stream().flatMap(Optional::stream)).hasSize(1);
    }
  }

  @Test
  void losesNoClaimOfManyInTurn() throws Exception {
    Sessions sessions = sessions();
    UploadSession session = newSession();
    sessions.create(session);
    int each = 10;
    race(
        8,
        () -> {
          for (int done = 0; done < each; ) {
            UploadSession stands = sessions.find(session.id()).orElseThrow();
            Optional<UploadSession> claimed = sessions.claim(stands);
            if (claimed.isPresent()) {
              int before = claimed.get().progress().parked();
              UploadProgress more = progress(session.id(), Algorithm.SHA256, 1, before + 1);
              assertThat(sessions.release(claimed.get(), claimed.get().advanced(more))).isTrue();
              done++;
            }
          }
          return true;
        });
    assertThat(sessions.find(session.id()).orElseThrow().progress().parked()).isEqualTo(8 * each);
  }

  @Test
  void refusesAClaimOfWhatIsClaimedOrHasChanged() {
    Sessions sessions = sessions();
    UploadSession session = newSession();
    sessions.create(session);
    UploadSession claimed = sessions.claim(session).orElseThrow();
    assertThat(sessions.claim(session)).isEmpty();
    assertThat(sessions.claim(claimed)).isEmpty();
    UploadSession next = claimed.advanced(session.progress());
    assertThat(sessions.release(claimed, next)).isTrue();
    assertThat(sessions.claim(session)).isEmpty();
    assertThat(sessions.claim(next)).isPresent();
  }

  @Test
  void takesNothingBackFromWhoLostHisClaim() {
    Sessions sessions = sessions();
    UploadSession session = newSession();
    sessions.create(session);
    UploadSession claimed = sessions.claim(session).orElseThrow();
    UploadSession next = claimed.advanced(session.progress());
    assertThat(sessions.release(session, next)).isFalse();
    assertThat(sessions.find(session.id())).contains(claimed);
    assertThat(sessions.remove(session.id())).isTrue();
    assertThat(sessions.release(claimed, next)).isFalse();
    assertThat(sessions.find(session.id())).isEmpty();
  }

  @Test
  void forgetsWhatIsRemovedOnce() {
    Sessions sessions = sessions();
    UploadSession session = newSession();
    sessions.create(session);
    assertThat(sessions.remove(session.id())).isTrue();
    assertThat(sessions.remove(session.id())).isFalse();
    assertThat(sessions.find(session.id())).isEmpty();
    assertThat(sessions.claim(session)).isEmpty();
  }

  @Test
  void forgetsWhatNobodyTouches() {
    Sessions sessions = sessions(Duration.ofMillis(200));
    UploadSession session = newSession();
    sessions.create(session);
    Until.holds(
        () -> "the session stays",
        () -> {
          sessions.expire();
          return sessions.find(session.id()).isEmpty();
        });
    assertThat(sessions.claim(session)).isEmpty();
  }

  /// Lets them all go at once.
  static <T> List<T> race(int threads, Callable<T> deed) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            executor.submit(
                () -> {
                  start.await();
                  return deed.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : running) {
        results.add(result.get());
      }
      return results;
    }
  }
}
