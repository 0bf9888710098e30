package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Part;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.WriteResult.Written;
import dev.stowage.storage.azure.Unruly.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What each call costs: the requests that pass between the store and the emulator.
class RequestsTest {

  private final String prefix = "requests/" + UUID.randomUUID() + "/";
  private Unruly counting;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    Configured.of(Azurite.shared());
    counting = new Unruly(Azurite.shared());
    store = AzureStore.open(Configured.at(counting.endpoint()).settings());
  }

  @AfterEach
  void close() {
    store.close();
    counting.close();
  }

  private ObjectKey key(String name) {
    return new ObjectKey(prefix + name);
  }

  private void costs(String... requests) {
    assertThat(counting.seen()).containsExactly(requests);
  }

  @Test
  void opensWithTwoLooks() {
    costs("GET list", "GET properties");
  }

  @Test
  void asksOnceForWhatIsOneThing() {
    counting.seen();
    ObjectKey key = key("one");
    assertThat(store.head(key)).isEmpty();
    costs("HEAD");
    assertThat(store.open(key, ByteRange.ALL)).isEmpty();
    costs("GET");
    Written written = (Written) store.write(key, Content.of("x"), Condition.IF_ABSENT);
    costs("PUT");
    assertThat(store.write(key, Content.of("x"), Condition.IF_ABSENT).written()).isFalse();
    costs("PUT");
    try (ObjectBody body = store.open(key, ByteRange.ALL).orElseThrow()) {
      assertThat(body.readAll()).hasSize(1);
    }
    costs("GET");
    store.presignGet(key, new PresignOptions("text/plain", "", Duration.ofMinutes(1)));
    costs();
    assertThat(store.delete(key, new IfVersion(written.version()))).isTrue();
    costs("DELETE");
  }

  @Test
  void asksTwiceForARangeBehindTheEndAndForACopy() {
    ObjectKey key = key("two");
    store.write(key, Content.of("x"), Condition.ALWAYS);
    counting.seen();
    // What Azure says; the emulator is more obliging.
    counting.next("GET", new Fault.Answer(416, Map.of("x-ms-error-code", "InvalidRange")));
    try (ObjectBody body = store.open(key, ByteRange.from(1)).orElseThrow()) {
      assertThat(body.range()).isEqualTo(new ByteRange(1, 0));
      assertThat(body.readAll()).isEmpty();
    }
    costs("GET", "HEAD");
    store.copy(key, key("copy"), Condition.ALWAYS);
    costs("HEAD", "PUT");
  }

  @Test
  void listsAPageWithOneRequest() {
    for (String name : List.of("a", "b/1", "b/2", "c", "d")) {
      store.write(key(name), Content.of(""), Condition.ALWAYS);
    }
    counting.seen();
    for (boolean delimited : new boolean[] {false, true}) {
      ListQuery query = new ListQuery(prefix, "", 2, delimited);
      ListPage page = store.list(query);
      costs("GET list");
      while (page.hasMore()) {
        page = store.list(query.after(page.next()));
        costs("GET list");
      }
    }
  }

  @Test
  void uploadsInPartsWithThreeRequestsBesidesTheParts() {
    counting.seen();
    StagedUpload upload = store.uploads().begin(key("parts"));
    costs("PUT block");
    List<Part> parts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      parts.add(store.uploads().putPart(upload, number, number - 1, Content.of("x"), number == 3));
      costs("PUT block");
    }
    assertThat(store.uploads().complete(upload, parts).written()).isTrue();
    costs("GET blocklist", "PUT blocklist");
  }

  @Test
  void abortsWithThreeRequestsAndWithOneWhereNothingIs() {
    StagedUpload upload = store.uploads().begin(key("aborted"));
    counting.seen();
    store.uploads().abort(upload);
    costs("GET blocklist", "PUT blocklist", "DELETE");
    store.uploads().abort(upload);
    costs("GET blocklist");
    store.uploads().begin(key("unfinished"));
    store.write(key("whole"), Content.of("x"), Condition.ALWAYS);
    counting.seen();
    assertThat(store.uploads().unfinished(ListQuery.of(prefix))).hasSize(1);
    costs("GET list", "GET blocklist");
  }

  @Test
  void deletesByTheBatch() {
    List<ObjectKey> keys = IntStream.range(0, 600).mapToObj(i -> key("many/" + i)).toList();
    for (ObjectKey key : keys.subList(0, 5)) {
      store.write(key, Content.of("x"), Condition.ALWAYS);
    }
    counting.seen();
    assertThat(store.deleteAll(keys)).isEmpty();
    costs("POST batch", "POST batch", "POST batch");
    assertThat(store.list(ListQuery.of(prefix)).objects()).isEmpty();
  }
}
