package dev.stowage.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisServer;
import dev.stowage.redis.Settings;
import dev.stowage.storage.watch.StoreCall;
import dev.stowage.storage.watch.StoreCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What operations ask of the store, exactly; by counting, not by time.
class CostsTest {

  private static final Path DOCUMENT = Path.of("../docs/costs.md");

  private static final Map<Operation, StoreCalls.Counts> MEASURED = new EnumMap<>(Operation.class);

  private static final Map<HotOperation, StoreCalls.Counts> HOT = new EnumMap<>(HotOperation.class);

  @BeforeAll
  static void measure() throws IOException {
    try (RedisServer server = RedisServer.started();
        Redis redis = Redis.open(Settings.of(server.uri())).orElseThrow()) {
      for (HotOperation operation : HotOperation.values()) {
        HOT.put(operation, operation.measure(redis));
      }
    }
    for (Operation operation : Operation.values()) {
      MEASURED.put(operation, operation.measure());
    }
  }

  @ParameterizedTest
  @EnumSource
  void costsWhatTheTableSays(Operation operation) {
    assertThat(of(operation).toString())
        .as(
            "\"%s\": if it became dearer, find out why; if it became cheaper, lower the figure in"
                + " Operation and run with -Dcosts.write",
            operation.label)
        .isEqualTo(operation.expected);
  }

  @ParameterizedTest
  @EnumSource
  void costsWhatTheTableSaysWhenItIsHot(HotOperation operation) {
    assertThat(Objects.requireNonNull(HOT.get(operation)).toString())
        .as(operation.operation.label)
        .isEqualTo(operation.expected);
  }

  @Test
  void smallBlobsStayWithinTheirBounds() {
    assertThat(of(Operation.POST).total()).isLessThanOrEqualTo(5);
    assertThat(of(Operation.PUT).total()).isLessThanOrEqualTo(5);
    assertThat(of(Operation.PATCH).total()).isLessThanOrEqualTo(6);
    assertThat(of(Operation.HEAD_MISSING).total()).isEqualTo(1);
    assertThat(of(Operation.MOUNT).of(StoreCall.WRITE)).isLessThanOrEqualTo(2);
    assertThat(of(Operation.MOUNT_HOME).of(StoreCall.WRITE)).isLessThanOrEqualTo(2);
  }

  @Test
  void blobsOfPartsStayWithinTheirBoundsAndAreNeverCopied() {
    assertThat(of(Operation.PUT_3).total()).isLessThanOrEqualTo(3 + 6);
    assertThat(of(Operation.PUT_4).total()).isLessThanOrEqualTo(4 + 6);
    assertThat(of(Operation.PATCH_3).total()).isLessThanOrEqualTo(3 + 6);
    assertThat(of(Operation.PATCH_4).total()).isLessThanOrEqualTo(4 + 6);
    assertThat(MEASURED.values()).allMatch(counts -> counts.of(StoreCall.COPY) == 0);
  }

  @Test
  void manifestsAndDownloadsStayWithinTheirBounds() {
    assertThat(of(Operation.PUT_IMAGE).of(StoreCall.WRITE)).isLessThanOrEqualTo(4);
    assertThat(of(Operation.GET_TAG).total()).isLessThanOrEqualTo(2);
    assertThat(of(Operation.GET_DIGEST).total()).isLessThanOrEqualTo(2);
    assertThat(of(Operation.GET_BLOB).total()).isLessThanOrEqualTo(2);
  }

  @Test
  void listingsAndDeletesCostNoMoreWhereThereIsMore() {
    assertThat(of(Operation.LIST_TAGS).total()).isEqualTo(1);
    assertThat(of(Operation.LIST_REPOSITORIES).total()).isEqualTo(1);
    assertThat(of(Operation.DELETE_AMONG_MANY)).isEqualTo(of(Operation.DELETE_TAGGED));
  }

  @Test
  void documentHoldsTheTables() throws IOException {
    Tables.of(DOCUMENT)
        .with("operations", operations())
        .with("hot", hot())
        .with("month", new Month(MEASURED).rows())
        .check("-Dtest=CostsTest");
  }

  private static Stream<String> operations() {
    return Stream.of(Operation.values())
        .map(
            operation ->
                "| "
                    + operation.label
                    + " | "
                    + of(operation)
                    + " | "
                    + Stream.of(Cloud.values())
                        .map(cloud -> cloud.priced(of(operation)).toString())
                        .collect(Collectors.joining(" | "))
                    + " |");
  }

  private static Stream<String> hot() {
    return Stream.of(HotOperation.values())
        .map(
            hot ->
                "| "
                    + hot.operation.label
                    + " | "
                    + of(hot.operation)
                    + " | "
                    + (hot.expected.isEmpty() ? "none" : hot.expected)
                    + " |");
  }

  private static StoreCalls.Counts of(Operation operation) {
    return Objects.requireNonNull(MEASURED.get(operation));
  }
}
