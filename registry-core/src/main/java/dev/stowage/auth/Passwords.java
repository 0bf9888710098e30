package dev.stowage.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Hashes and checks passwords, a few at a time, since each takes 19 MiB and some 30 ms; who comes
/// when too many wait is told to come back (`TOOMANYREQUESTS`). A password that was right is known
/// for a minute, under a key that only this process has: clients send it for every scope. Safe for
/// any number of threads.
@Singleton
public final class Passwords {

  /// The shortest password that may be set.
  public static final int MIN_LENGTH = 12;

  /// The longest.
  public static final int MAX_LENGTH = 256;

  private static final int MOST_WAITING = 200;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final int REMEMBERED = 10_000;
  private static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);

  /// The part of the heap that may be in use for it: one of so many.
  private static final int HEAP_SHARE = 5;

  private final Semaphore permits = new Semaphore(permits(), true);
  private final SecretKeySpec key = new SecretKeySpec(random(), "HmacSHA256");
  private final Cache<String, Boolean> right =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED)
          .expireAfterWrite(REMEMBERED_FOR)
          .executor(Runnable::run)
          .build();
  private @Nullable String nobodys;

  /// The hash to keep of a new password.
  ///
  /// @throws OciException 400 if it is too short or too long
  public String hash(String password) {
    if (password.length() < MIN_LENGTH || password.length() > MAX_LENGTH) {
      throw new OciException(
          400,
          ErrorCode.UNSUPPORTED,
          "a password has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters");
    }
    return inTurn(() -> Argon2.hash(password));
  }

  /// Whether this was found right within the last minute; if not, it may be so nevertheless.
  boolean remembers(@Nullable String stored, String password) {
    return stored != null
        && password.length() <= MAX_LENGTH
        && right.getIfPresent(proof(stored, password)) != null;
  }

  /// Whether `password` is the one that was hashed. Takes the same time where nothing was.
  public boolean matches(@Nullable String stored, String password) {
    if (password.length() > MAX_LENGTH) {
      return false;
    }
    if (stored == null) {
      String other = nobodys();
      boolean _ = inTurn(() -> Argon2.matches(other, password));
      return false;
    }
    String proof = proof(stored, password);
    if (right.getIfPresent(proof) != null) {
      return true;
    }
    boolean matches = inTurn(() -> Argon2.matches(stored, password));
    if (matches) {
      right.put(proof, true);
    }
    return matches;
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      if (permits.getQueueLength() > MOST_WAITING
          || !permits.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new OciException(
            ErrorCode.TOOMANYREQUESTS, "too many sign in at this moment; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    try {
      return work.get();
    } finally {
      permits.release();
    }
  }

  private String nobodys() {
    String known = nobodys;
    if (known == null) {
      known = inTurn(() -> Argon2.hash(SecretText.drawPassword()));
      nobodys = known;
    }
    return known;
  }

  private String proof(String stored, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(stored.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int permits() {
    long share = Runtime.getRuntime().maxMemory() / HEAP_SHARE / (Argon2.MEMORY_KIB * 1024L);
    return (int) Math.clamp(share, 1, 2L * Runtime.getRuntime().availableProcessors());
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
