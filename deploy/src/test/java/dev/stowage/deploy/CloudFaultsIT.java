package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A store that fails now and then, in each of the ways that stores do: whatever a client asks ends
/// well or in a clean 429 or 503, it gets its way by asking again, and nothing published is torn.
///
/// `-Dstowage.test.visitors` says how many clients meet each fault at once; `-Dstowage.test.seed`
/// makes another choice of the calls that come to harm.
class CloudFaultsIT {

  private static final int VISITORS = Integer.getInteger("stowage.test.visitors", 3);
  private static final long SEED = Long.getLong("stowage.test.seed", 4);
  private static final Duration JANITOR_LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void everythingEndsWellOrUnavailable(Cloud cloud) throws IOException {
    try (Backing store = cloud.start();
        var link = new FaultyLink(store, SEED);
        var registry =
            Registry.on(store, link.port()).withJava("-Dstowage.storage.redirect=off").start()) {
      List<Visitor> all = new ArrayList<>();
      for (Fault fault : Fault.values()) {
        long began = System.nanoTime();
        List<Visitor> visitors = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
          visitors.add(new Visitor(all.size() + i, registry.port()));
        }
        link.harm(fault);
        each(visitors, Visitor::visit);
        int harmed = link.calm();
        all.addAll(visitors);
        System.out.printf(
            "CloudFaultsIT: %s, %s: %d calls harmed, %d answers of 429 and 503, %d s%n",
            cloud,
            fault,
            harmed,
            visitors.stream().mapToInt(Visitor::refusals).sum(),
            (System.nanoTime() - began) / 1_000_000_000);
        assertThat(harmed).as("calls that met " + fault).isPositive();
      }
      each(all, Visitor::verify);
      assertThat(registry.log()).doesNotContain("OutOfMemoryError");

      registry.stop();
      try (Registry after = registry.withJava("-Dstowage.uploads.session-life=2s").start()) {
        Poll.until(
            JANITOR_LIMIT,
            () -> "left over in the store: " + StoreWalk.leftovers(store.bucket()),
            () -> StoreWalk.leftovers(store.bucket()).isEmpty());
        assertThat(StoreWalk.faults(store.bucket(), new HashSet<>())).isEmpty();
        each(all, Visitor::verify);
        assertThat(after.log()).doesNotContain("OutOfMemoryError");
      }
    }
  }

  private interface Work {
    void on(Visitor visitor) throws IOException;
  }

  private static void each(List<Visitor> visitors, Work work) {
    Together.all(
        visitors.stream().<Together.Piece>map(visitor -> () -> work.on(visitor)).toList(),
        () -> {});
  }
}
