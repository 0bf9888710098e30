package dev.stowage.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stowage.access.guard.Caller;
import dev.stowage.auth.Accounts;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signs tokens, and knows those that it or another replica has signed. A token that was found
/// right is known by its text until it expires, so that nothing is computed or parsed when it comes
/// again. Safe for any number of threads.
@Singleton
public final class Tokens {

  /// By how much the clocks of replicas may differ.
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  /// The part of the heap that remembers tokens: one of so many.
  private static final int HEAP_SHARE = 32;

  /// What a remembered token takes beside its text.
  private static final int OVERHEAD = 1_000;

  private final KeyRing keys;
  private final ServiceName service;
  private final Accounts accounts;
  private final InstantSource clock;
  private final Cache<String, TokenHolder> known =
      Caffeine.newBuilder()
          .maximumWeight(Runtime.getRuntime().maxMemory() / HEAP_SHARE)
          .weigher((String token, TokenHolder holder) -> token.length() + OVERHEAD)
          .executor(Runnable::run)
          .build();

  Tokens(KeyRing keys, ServiceName service, Accounts accounts, InstantSource clock) {
    this.keys = keys;
    this.service = service;
    this.accounts = accounts;
    this.clock = clock;
  }

  /// A token that says this.
  String sign(Claims claims) {
    KeyRing.Signer signer = keys.signer();
    return Jws.sign(signer.header(), signer.key(), ClaimsJson.write(claims, service.value()));
  }

  /// Who shows this token; empty if it is none of ours for this service, or is not valid at this
  /// time.
  public Optional<Caller> holder(String token) {
    TokenHolder holder = known.getIfPresent(token);
    if (holder == null) {
      holder = read(token);
      if (holder == null) {
        return Optional.empty();
      }
      known.put(token, holder);
    }
    Instant now = clock.instant();
    if (now.isBefore(holder.claims().expiresAt())
        && now.plus(LEEWAY).isAfter(holder.claims().issuedAt())) {
      return Optional.of(holder);
    }
    known.invalidate(token);
    return Optional.empty();
  }

  private @Nullable TokenHolder read(String token) {
    Optional<byte[]> payload = Jws.verify(token, keys::verifier);
    if (payload.isEmpty()) {
      return null;
    }
    try {
      return new TokenHolder(accounts, ClaimsJson.read(payload.get(), service.value()));
    } catch (IOException | RuntimeException e) {
      return null; // signed by us for something else
    }
  }
}
