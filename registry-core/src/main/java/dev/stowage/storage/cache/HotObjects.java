package dev.stowage.storage.cache;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.BytesBody;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Small objects as they stand in a store, and the knowledge that some are not there. Safe for any
/// number of threads.
///
/// **No read that begins after a change was acknowledged sees older data.** To that end every
/// change of the store goes through [#change], and every reader has [#look]ed before he asks the
/// store.
interface HotObjects {

  /// The largest object that is remembered, in bytes.
  int MAX_OBJECT = 64 << 10;

  /// What is known of a key: the object, perhaps without its bytes, or that there is none.
  record Known(@Nullable ObjectInfo info, byte @Nullable [] bytes) {
    static final Known ABSENT = new Known(null, null);

    /// Whether nothing is left to be asked.
    boolean isWhole() {
      return info == null || bytes != null;
    }

    /// The object's bytes within the range, if they are known; empty if it is known to be absent.
    Optional<BytesBody> body(ByteRange range) {
      return info == null || bytes == null
          ? Optional.empty()
          : Optional.of(new BytesBody(info, range, bytes));
    }
  }

  /// A reader's look at what is known, of use once.
  interface Look {

    /// What is known; null if the store must be asked.
    @Nullable Known known();

    /// To be told what the store said since the look, whatever it was.
    ///
    /// @param fact null: nothing that could be remembered
    void found(@Nullable Known fact);
  }

  /// What needs no more to be done about.
  record Seen(@Nullable Known known) implements Look {
    @Override
    public void found(@Nullable Known fact) {}
  }

  /// Whether what is remembered at this time stays long enough to be asked for in advance.
  boolean isLasting();

  /// Looks at what is known of the key.
  ///
  /// @param whole whether an object without its bytes is as good as unknown
  Look look(ObjectKey key, boolean whole);

  /// Does the change, which what is known of `keys` does not outlive, also if it fails: it may have
  /// taken effect. May then take a while to return, or throw [dev.stowage.storage.StorageException]
  /// in place of an answer.
  ///
  /// @param written what stands under the key, if there is but one, by what the change answered
  <T> T change(
      List<ObjectKey> keys, Supplier<T> change, Function<? super T, Optional<Known>> written);

  /// Tells `meters` how often it is asked, and what comes of it.
  void register(MeterRegistry meters);
}
