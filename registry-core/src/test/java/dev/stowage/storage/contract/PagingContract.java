package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Condition;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of any size put together are the listing, also while it changes.
interface PagingContract extends StoreUnderTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  default void givesTheSameInPagesOfEverySize(boolean delimited) {
    TreeSet<String> keys = new TreeSet<>();
    for (String name :
        holdable(List.of("a", "a-", "a/1", "a/2", "a/2/3", "a0", "b/1", "b/2", "c", "d/1"))) {
      put(key(name), name);
      keys.add(prefix() + name);
    }
    List<String> expected = Listed.expected(keys, new ListQuery(prefix(), "", 1000, delimited));
    for (int size = 1; size <= keys.size() + 1; size++) {
      ListQuery query = new ListQuery(prefix(), "", size, delimited);
      assertThat(Listed.pages(store(), query)).as("pages of %d", size).isEqualTo(expected);
    }
  }

  @Test
  default void goesOnFromAKeyThatWasDeleted() {
    for (String name : List.of("1", "2", "3", "4", "5", "6")) {
      put(key(name), name);
    }
    ListQuery query = new ListQuery(prefix(), "", 3, false);
    ListPage first = store().list(query);
    assertThat(Listed.names(first)).hasSize(3);
    assertThat(first.next()).isEqualTo(prefix() + "3");

    store().delete(key("3"), Condition.ALWAYS);
    store().delete(key("4"), Condition.ALWAYS);
    put(key("25"), "behind us");
    put(key("55"), "before us");

    assertThat(Listed.pages(store(), query.after(first.next())))
        .containsExactly(prefix() + "5", prefix() + "55", prefix() + "6");
  }

  @Test
  default void goesOnFromAGroupThatWasDeleted() {
    for (String name : List.of("a/1", "b/1", "c/1", "d/1")) {
      put(key(name), name);
    }
    ListQuery query = new ListQuery(prefix(), "", 2, true);
    ListPage first = store().list(query);
    assertThat(first.groups()).containsExactly(prefix() + "a/", prefix() + "b/");
    store().delete(key("b/1"), Condition.ALWAYS);
    store().delete(key("c/1"), Condition.ALWAYS);
    put(key("bb/1"), "new");
    assertThat(Listed.pages(store(), query.after(first.next())))
        .containsExactly(prefix() + "bb/", prefix() + "d/");
  }

  @Test
  default void pagesThroughManyKeys() {
    List<String> names =
        IntStream.range(0, 2500).mapToObj(i -> String.format("%d/%04d", i % 7, i)).toList();
    Together.share(names.size(), i -> put(key(names.get(i)), ""));
    List<String> expected = names.stream().map(name -> prefix() + name).sorted().toList();

    assertThat(Listed.pages(store(), ListQuery.of(prefix()))).isEqualTo(expected);
    assertThat(Listed.pages(store(), new ListQuery(prefix(), "", 300, false))).isEqualTo(expected);
    assertThat(Listed.pages(store(), new ListQuery(prefix(), "", 1000, true)))
        .containsExactlyElementsOf(
            IntStream.range(0, 7).mapToObj(i -> prefix() + i + "/").toList());
    assertThat(store().list(ListQuery.of(prefix())).objects()).hasSize(ListQuery.MAX_LIMIT);
  }
}
