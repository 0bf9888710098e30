package dev.stowage.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Slows down who guesses passwords. From each network (a /24, or a /64 of IPv6) each account can
/// be tried five times; after that once in twelve seconds. So nobody is locked out of his account
/// by others, but those of his own network. Safe for any number of threads; counted by each replica
/// for itself.
final class Attempts {

  /// How many may fail at once.
  static final int BURST = 5;

  /// How long one is remembered.
  static final Duration EACH = Duration.ofSeconds(12);

  private static final long MOST_AHEAD = EACH.multipliedBy(BURST).toNanos();
  private static final int MOST = 100_000;
  private static final int IPV4_PREFIX = 3;
  private static final int IPV6_PREFIX = 8;

  private final LongSupplier nanoTime;

  /// When all that failed is forgotten.
  private final Cache<String, AtomicLong> forgotten =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(EACH.multipliedBy(BURST + 1))
          .executor(Runnable::run)
          .build();

  /// @param nanoTime a clock like [System#nanoTime]
  Attempts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Counts an attempt that is about to be made; one that succeeds is to be [#forgive]n.
  ///
  /// @param from absent: nobody knows
  /// @throws OciException `TOOMANYREQUESTS` if too many have failed
  void begin(String login, @Nullable InetAddress from) {
    long now = nanoTime.getAsLong();
    AtomicLong until = forgotten.get(key(login, from), k -> new AtomicLong(now));
    for (; ; ) {
      long at = until.get();
      long counted = Math.max(0, at - now) + EACH.toNanos();
      if (counted > MOST_AHEAD) {
        throw new OciException(
            ErrorCode.TOOMANYREQUESTS, "too many attempts to sign in have failed; wait a little");
      }
      if (until.compareAndSet(at, now + counted)) {
        return;
      }
    }
  }

  /// Takes back what [#begin] has counted.
  void forgive(String login, @Nullable InetAddress from) {
    forgotten.invalidate(key(login, from));
  }

  private static String key(String login, @Nullable InetAddress from) {
    if (from == null) {
      return login;
    }
    byte[] address = from.getAddress();
    int prefix = address.length == 4 ? IPV4_PREFIX : IPV6_PREFIX;
    return login + ' ' + HexFormat.of().formatHex(Arrays.copyOf(address, prefix));
  }
}
