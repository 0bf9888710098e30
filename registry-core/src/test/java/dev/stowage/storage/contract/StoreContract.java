package dev.stowage.storage.contract;

import dev.stowage.storage.ObjectStore;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The whole kit. A store's test extends this, says how to open the store, and overrides
/// [#misconfigured] with the ways in which its configuration can be wrong.
public abstract class StoreContract
    implements ConditionContract,
        ContentContract,
        RaceContract,
        TornReadContract,
        RangeContract,
        ListingContract,
        PagingContract,
        DeleteContract,
        StagedContract,
        StagedRaceContract,
        PresignContract,
        MisconfigurationContract {

  private final String prefix = "kit/" + UUID.randomUUID() + "/";
  private ObjectStore store;

  /// Opens the bucket; the kit closes it.
  protected abstract ObjectStore open();

  /// Opens the bucket again beside `first`. A store that one process holds alone closes `first`
  /// before.
  protected ObjectStore reopen(ObjectStore first) {
    return open();
  }

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Override
  public final ObjectStore store() {
    return store;
  }

  @Override
  public final ObjectStore reopened() {
    ObjectStore first = store;
    store = reopen(first);
    first.close();
    return store;
  }

  @Override
  public final String prefix() {
    return prefix;
  }
}
