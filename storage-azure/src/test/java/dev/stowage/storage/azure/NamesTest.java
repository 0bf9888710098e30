package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Names that Azure would change are written so that it does not, in the same order.
class NamesTest {

  private static final List<String> TAGS =
      List.of("v1", "v1+", "v1-", "v1.", "v1..", "v1..0", "v1.0", "v1.a", "v1/a", "v10");

  private final Configured configured = Configured.of(Azurite.shared());

  @Test
  void endsNoNameWithADot() {
    Names names = new Names("p/");
    assertThat(names.of(new ObjectKey("tags/v1."))).isEqualTo("p/tags/v1.!");
    assertThat(names.key("p/tags/v1.!")).contains(new ObjectKey("tags/v1."));
    assertThat(names.key("p/tags/v1")).contains(new ObjectKey("tags/v1"));
    assertThat(names.key("other/tags/v1")).isEmpty();
    assertThat(names.key("p/not a key")).isEmpty();
    assertThat(names.key("p/v1!")).isEmpty();
  }

  @Test
  void keepsKeysThatEndWithADotApartAndInOrder() {
    String prefix = "names/" + UUID.randomUUID() + "/";
    try (ObjectStore store = AzureStore.open(configured.settings())) {
      for (String tag : TAGS) {
        store.write(new ObjectKey(prefix + tag), Content.of(tag), Condition.IF_ABSENT);
      }
      for (String tag : TAGS) {
        ObjectKey key = new ObjectKey(prefix + tag);
        try (ObjectBody body = store.open(key, ByteRange.ALL).orElseThrow()) {
          assertThat(new String(body.readAll(), StandardCharsets.UTF_8)).isEqualTo(tag);
        }
      }
      assertThat(store.list(ListQuery.of(prefix)).objects())
          .extracting(entry -> entry.key().value().substring(prefix.length()))
          .isEqualTo(TAGS);
      List<String> paged = new ArrayList<>();
      ListPage page;
      String next = "";
      do {
        page = store.list(new ListQuery(prefix, next, 1, false));
        page.objects().forEach(e -> paged.add(e.key().value().substring(prefix.length())));
        next = page.next();
      } while (page.hasMore());
      assertThat(paged).isEqualTo(TAGS);
    }
  }

  @Test
  void passesByBlobsThatAreNoObjects() {
    String prefix = "foreign/" + UUID.randomUUID() + "/";
    var container = Connector.connect(configured.settings(), Optional.empty());
    for (String name : List.of("a b", "c", "d!", "ü")) {
      container.getBlobClient(prefix + name).upload(com.azure.core.util.BinaryData.fromString("x"));
    }
    try (ObjectStore store = AzureStore.open(configured.settings())) {
      ListQuery query = new ListQuery(prefix, "", 1, false);
      ListPage first = store.list(query);
      assertThat(first.objects()).extracting(e -> e.key().value()).containsExactly(prefix + "c");
      assertThat(store.list(query.after(first.next())).objects()).isEmpty();
    }
  }
}
