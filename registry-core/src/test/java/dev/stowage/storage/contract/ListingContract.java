package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Condition;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A listing shows keys in the order of their bytes, from behind `startAfter`, and folds them at
/// the delimiter.
interface ListingContract extends StoreUnderTest {

  /// In the order of bytes: the slash lies between `-` and `0`.
  List<String> AROUND_A_SLASH = List.of("a", "a+", "a-", "a.b", "a/b", "a/c/d", "a0", "aa", "b");

  private List<String> aroundASlash() {
    return holdable(AROUND_A_SLASH);
  }

  private ListQuery query(String below, String after, int limit, boolean delimited) {
    return new ListQuery(
        prefix() + below, after.isEmpty() ? "" : prefix() + after, limit, delimited);
  }

  private List<String> below(List<String> names) {
    return names.stream().map(name -> name.substring(prefix().length())).toList();
  }

  private void putAll(List<String> names) {
    Together.share(names.size(), i -> put(key(names.get(i)), names.get(i)));
  }

  @Test
  default void ordersByBytes() {
    putAll(aroundASlash().reversed());
    ListPage page = store().list(query("", "", 1000, false));
    assertThat(page.objects().stream().map(e -> e.key().value()))
        .containsExactlyElementsOf(aroundASlash().stream().map(n -> prefix() + n).toList());
    assertThat(page.groups()).isEmpty();
    assertThat(page.hasMore()).isFalse();
    assertThat(page.next()).isEmpty();
  }

  @Test
  default void foldsAtTheDelimiter() {
    putAll(aroundASlash());
    ListPage page = store().list(query("", "", 1000, true));
    assertThat(below(page.groups())).containsExactly("a/");
    assertThat(page.objects().stream().map(e -> e.key()))
        .containsExactlyElementsOf(
            aroundASlash().stream().filter(name -> !name.contains("/")).map(this::key).toList());
    ListPage inside = store().list(query("a/", "", 1000, true));
    assertThat(below(inside.groups())).containsExactly("a/c/");
    assertThat(inside.objects().stream().map(e -> e.key())).containsExactly(key("a/b"));
  }

  @Test
  default void tellsSizes() {
    put(key("none"), new byte[0]);
    put(key("some"), new byte[123]);
    put(key("more"), new byte[200_000]);
    assertThat(store().list(query("", "", 1000, false)).objects())
        .containsExactly(
            new ListPage.Entry(key("more"), 200_000),
            new ListPage.Entry(key("none"), 0),
            new ListPage.Entry(key("some"), 123));
  }

  @Test
  default void takesPrefixesThatAreNoWholeSegments() {
    putAll(aroundASlash());
    assertThat(below(Listed.pages(store(), query("a/c", "", 10, false)))).containsExactly("a/c/d");
    assertThat(below(Listed.pages(store(), query("a/c", "", 10, true)))).containsExactly("a/c/");
    assertThat(below(Listed.pages(store(), query("aa", "", 10, true)))).containsExactly("aa");
    assertThat(below(Listed.pages(store(), query("a/b/", "", 10, true)))).isEmpty();
    assertThat(below(Listed.pages(store(), query("a/b", "", 10, false)))).containsExactly("a/b");
    assertThat(below(Listed.pages(store(), query("nothing/here", "", 10, false)))).isEmpty();
  }

  @Test
  default void beginsBehindAnyText() {
    putAll(aroundASlash());
    assertThat(below(Listed.pages(store(), query("", "a-", 10, false)))).startsWith("a.b", "a/b");
    assertThat(below(Listed.pages(store(), query("", "a/b", 10, false)))).startsWith("a/c/d");
    assertThat(below(Listed.pages(store(), query("", "a/b/zzz", 10, false)))).startsWith("a/c/d");
    assertThat(below(Listed.pages(store(), query("", "a/c/", 10, false)))).startsWith("a/c/d");
    assertThat(below(Listed.pages(store(), query("", "zzz", 10, false)))).isEmpty();
    assertThat(below(Listed.pages(store(), query("a/", "a", 10, false)))).startsWith("a/b");
    assertThat(below(Listed.pages(store(), query("a/", "b", 10, false)))).isEmpty();
  }

  @Test
  default void skipsAGroupThatIsNotBehindTheStart() {
    putAll(aroundASlash());
    assertThat(below(Listed.pages(store(), query("", "a.b", 10, true)))).startsWith("a/", "a0");
    assertThat(below(Listed.pages(store(), query("", "a/", 10, true)))).startsWith("a0");
    assertThat(below(Listed.pages(store(), query("", "a/b", 10, true)))).startsWith("a0");
  }

  @Test
  default void listsNoGroupWhoseObjectsAreGone() {
    putAll(List.of("x/y/1", "x/y/2", "x/z"));
    store().delete(key("x/y/1"), Condition.ALWAYS);
    assertThat(below(store().list(query("x/", "", 10, true)).groups())).containsExactly("x/y/");
    store().delete(key("x/y/2"), Condition.ALWAYS);
    assertThat(store().list(query("x/", "", 10, true)).groups()).isEmpty();
    store().delete(key("x/z"), Condition.ALWAYS);
    assertThat(store().list(query("", "", 10, true)).groups()).isEmpty();
  }

  /// Keys by chance, from an alphabet around the slash, and queries by chance.
  @Test
  default void agreesWithTheModel() {
    Random random = new Random(42);
    TreeSet<String> keys = new TreeSet<>();
    while (keys.size() < 120) {
      keys.add(prefix() + randomName(random));
    }
    List<String> all = holdable(keys);
    Together.share(all.size(), i -> put(new ObjectKey(all.get(i)), "x"));
    for (int i = 0; i < 150; i++) {
      String below = prefix() + (random.nextInt(3) == 0 ? "" : randomStart(random));
      String after = random.nextInt(3) == 0 ? "" : prefix() + randomStart(random);
      ListQuery query = new ListQuery(below, after, 1 + random.nextInt(30), random.nextBoolean());
      if (!nestsObjects() && all.stream().anyMatch(key -> after.startsWith(key + "/"))) {
        continue; // Some find nothing behind a text below an object.
      }
      assertThat(Listed.pages(store(), query))
          .as("%s", query)
          .isEqualTo(Listed.expected(all, query));
    }
  }

  private static String randomName(Random random) {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      StringBuilder segment = new StringBuilder();
      segment.append("aAb0-".charAt(random.nextInt(5)));
      for (int c = random.nextInt(3); c > 0; c--) {
        segment.append("a0-.+".charAt(random.nextInt(5)));
      }
      segments.add(segment.toString());
    }
    return String.join("/", segments);
  }

  private static String randomStart(Random random) {
    String name = randomName(random) + "/";
    return name.substring(0, 1 + random.nextInt(name.length()));
  }
}
