package dev.stowage.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.storage.Condition;
import dev.stowage.storage.cache.SoleWriter;
import dev.stowage.storage.memory.MemoryStore;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The lease on a bucket, between replicas that come, live, end and die.
class SoloLeaseTest {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration BRIEF = Duration.ofMillis(300);

  private final MemoryStore store = new MemoryStore();
  private final Documents documents = new Documents(store);
  private final SoleWriter writer = SoleWriter.notYet();

  private SoloLease lease(Duration period) {
    return lease(period, () -> {});
  }

  private SoloLease lease(Duration period, Runnable lost) {
    return new SoloLease(documents, period, "host, process 7", writer, lost);
  }

  private void writeAs(String holder, long beat) {
    documents.write(
        new Place.Solo().key(),
        new Lease(holder, "other\nhost", Instant.now(), beat, false),
        Condition.ALWAYS);
  }

  private boolean isHeld() {
    return documents.read(new Place.Solo().key(), Lease.class).isPresent();
  }

  @Test
  void isTakenAtOnceWhereNobodyHasItOrHasGivenItBack() {
    for (int round = 0; round < 2; round++) {
      try (SoloLease lease = lease(NEVER)) {
        lease.take();
        assertThat(isHeld()).isTrue();
      }
      assertThat(isHeld()).isFalse();
    }
  }

  @Test
  void makesItsHolderTheSoleWriterAsLongAsItIsHeld() {
    assertThat(writer.isSole()).isFalse();
    try (SoloLease lease = lease(NEVER)) {
      lease.take();
      assertThat(writer.isSole()).isTrue();
    }
    assertThat(writer.isSole()).isFalse();
  }

  @Test
  void isRefusedWhileItsHolderLives() {
    try (SoloLease first = lease(Duration.ofSeconds(3));
        SoloLease second = lease(Duration.ofMinutes(1))) {
      first.take();
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(second::take)
          .withMessageContaining("host, process 7")
          .withMessageContaining("stowage.redis.uri");
      assertThat(isHeld()).isTrue();
    }
    assertThat(isHeld()).isFalse();
  }

  @Test
  void isTakenFromWhoHasNotBeenHeardOfForAPeriod() {
    writeAs(UploadId.random().value(), 3);
    try (SoloLease lease = lease(BRIEF)) {
      lease.take();
    }
    assertThat(isHeld()).isFalse();
  }

  @Test
  void isTakenAtOnceFromWhoDiedOnThisMachine() throws IOException {
    String dead = UploadId.random().value();
    Path sign = Path.of(System.getProperty("java.io.tmpdir"), "stowage-solo-" + dead + ".lock");
    Files.createFile(sign);
    writeAs(dead, 3);
    try (SoloLease lease = lease(NEVER)) {
      lease.take();
    }
    assertThat(sign).doesNotExist();
  }

  @Test
  void looksForNoFileThatADocumentNames() {
    for (String holder : new String[] {"../../etc/passwd", "", "x"}) {
      assertThat(LifeSign.isDead(holder)).isFalse();
    }
  }

  @Test
  void tellsItsHolderThatItIsLost() throws InterruptedException {
    CountDownLatch lost = new CountDownLatch(1);
    try (SoloLease lease = lease(BRIEF, lost::countDown)) {
      lease.take();
      writeAs(UploadId.random().value(), 0);
      lost.await();
    }
    assertThat(isHeld()).as("the other's").isTrue();
  }

  @Test
  void isOfOneWhenManyStartAtOnce() throws InterruptedException {
    List<SoloLease> leases =
        IntStream.range(0, 8).mapToObj(i -> lease(Duration.ofSeconds(9))).toList();
    List<Callable<Boolean>> starts = new ArrayList<>();
    for (SoloLease lease : leases) {
      starts.add(
          () -> {
            try {
              lease.take();
              return true;
            } catch (ConfigurationException refused) {
              return false;
            }
          });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(starts).stream().filter(Future::resultNow)).hasSize(1);
    }
    leases.forEach(SoloLease::close);
    assertThat(isHeld()).isFalse();
  }

  private SharedLease shared(Duration period, Runnable lost) {
    return new SharedLease(documents, period, "host, process 8", lost);
  }

  @Test
  void isSharedByAllWithRedisWhoDoNotWaitForOneAnother() {
    try (SharedLease first = shared(NEVER, () -> {});
        SharedLease second = shared(NEVER, () -> {})) {
      first.take();
      second.take();
    }
    try (SharedLease later = shared(NEVER, () -> {})) {
      later.take();
    }
  }

  @Test
  void isRefusedToWhoHasNoRedisWhileOthersWithItLive() {
    SharedLease ending = shared(Duration.ofSeconds(3), () -> {});
    try (SharedLease second = shared(Duration.ofSeconds(3), () -> {});
        SoloLease solo = lease(Duration.ofMinutes(1))) {
      ending.take();
      second.take();
      ending.close();
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(solo::take)
          .withMessageContaining("replicas with Redis")
          .withMessageContaining("host, process 8");
    }
    try (SoloLease solo = lease(BRIEF)) {
      solo.take(); // nobody changes it any more
    }
  }

  @Test
  void isRefusedToThoseWithRedisWhileOneWithoutLives() {
    try (SoloLease solo = lease(Duration.ofSeconds(3));
        SharedLease second = shared(Duration.ofMinutes(1), () -> {})) {
      solo.take();
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(second::take)
          .withMessageContaining("without Redis only one may");
    }
  }

  @Test
  void tellsThoseWhoShareThatAnotherHasTakenIt() throws InterruptedException {
    writeAs(UploadId.random().value(), 0); // dead
    CountDownLatch lost = new CountDownLatch(1);
    try (SharedLease lease = shared(BRIEF, lost::countDown)) {
      lease.take();
      writeAs(UploadId.random().value(), 0);
      lost.await();
    }
  }
}
