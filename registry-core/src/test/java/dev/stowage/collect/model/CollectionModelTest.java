package dev.stowage.collect.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Collection is safe in every state that small cases can reach, whoever stands still or dies
/// there; and it would not be if any part of the protocol were left out.
class CollectionModelTest {

  @ParameterizedTest
  @EnumSource
  void losesNothingAndLeavesNothing(Case one) throws InterruptedException {
    explore(one, false);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PUSH_AND_IMAGE_WHERE_THE_LINK_IS_DUE",
        "MOUNT_WHERE_A_LINKED_RECORD_IS_DUE",
        "PUSH_WHERE_THE_RECORD_IS_DUE",
        "TWO_COLLECTORS_AND_A_RECORD_THAT_IS_DUE",
        "TAG_ON_AN_UNTAGGED_IMAGE_THAT_IS_DUE",
        "INDEX_OF_AN_UNTAGGED_IMAGE_THAT_IS_DUE"
      })
  void losesNothingWhereTheStoreCannotDeleteOnCondition(Case one) throws InterruptedException {
    explore(one, true);
  }

  private static void explore(Case one, boolean tombstones) throws InterruptedException {
    var explorer = new Explorer(one.scenario(tombstones, Optional.empty()));
    int states = explorer.explore();
    System.out.printf(
        "CollectionModelTest: %s: %d states by %d steps%n", one, states, explorer.steps());
    assertThat(states).isGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    "NO_PARDON_OF_LINKS, LOOK_AND_IMAGE_WHERE_THE_LINK_IS_DUE",
    "NO_PARDON_OF_LINKS, IMAGE_WHERE_THE_LINK_IS_DUE",
    "NO_PARDON_OF_RECORDS, PUSH_WHERE_THE_RECORD_IS_DUE",
    "NO_PARDON_OF_RECORDS, MOUNT_WHERE_A_LINKED_RECORD_IS_DUE",
    "NO_PARDON_OF_RECORDS, MOUNT_FROM_HOME_WHERE_A_LINKED_RECORD_IS_DUE",
    "NO_PARDON_OF_MANIFESTS, TAG_ON_AN_UNTAGGED_IMAGE_THAT_IS_DUE",
    "NO_PARDON_OF_MANIFESTS, INDEX_OF_AN_UNTAGGED_IMAGE_THAT_IS_DUE",
    "DELETES_BLINDLY, PUSH_WHERE_THE_RECORD_IS_DUE",
    "DELETES_BLINDLY, IMAGE_WHERE_THE_LINK_IS_DUE",
    "DELETES_BLINDLY, TAG_ON_AN_UNTAGGED_IMAGE_THAT_IS_DUE",
    "WRITES_BLINDLY, TWO_COLLECTORS_AND_AN_UNUSED_RECORD",
    "DATA_FIRST, PUSH_WHERE_THE_RECORD_IS_DUE",
    "NO_LIST, PUSH_WHERE_THE_RECORD_IS_DUE",
    "LIST_WITHOUT_NEW_MARK, TWO_COLLECTORS_AND_A_RECORD_THAT_IS_DUE",
    "NO_GRACE, LOOK_AND_IMAGE",
    "DUE_WHEN_SEEN, PUSH_BESIDE_A_MARK"
  })
  void findsOutWhatEachPartOfTheProtocolIsFor(Mutation left, Case one) {
    var explorer = new Explorer(one.scenario(false, Optional.of(left)));
    assertThatThrownBy(explorer::explore).isInstanceOf(AssertionError.class);
  }
}
