package dev.stowage.upload.session;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.redis.Redis;
import dev.stowage.redis.RedisUnavailableException;
import dev.stowage.redis.Script;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Sessions in Redis, for any number of replicas. A session is a hash of its revision and its JSON,
/// and goes by itself when nobody has touched it for its life. A claim is a key beside it, which
/// goes unless its replica renews it: how long a dead writer is waited for is measured by Redis
/// alone. Every change is one script that compares the revision and may be run again.
public final class RedisSessions implements Sessions, AutoCloseable {

  /// How long a claim outlives its process.
  public static final Duration CLAIM = Duration.ofSeconds(15);

  private static final String SESSION = "session";

  /// KEYS: session, claim. ARGV: revision before, revision after, JSON, life, life of the claim, or
  /// 0 for one that ends; all in milliseconds.
  private static final Script CHANGE =
      Script.of(
          """
          local stands = redis.call('HGET', KEYS[1], 'revision')
          if stands ~= ARGV[2] then
            if stands ~= ARGV[1] then return 0 end
            if ARGV[5] ~= '0' and redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
            redis.call('HSET', KEYS[1], 'revision', ARGV[2], 'session', ARGV[3])
          end
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          if ARGV[5] ~= '0' then
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[5])
          else
            redis.call('DEL', KEYS[2])
          end
          return 1
          """);

  /// The same for a session that is new. ARGV: revision, JSON, life.
  private static final Script CREATE =
      Script.of(
          """
          redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'session', ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
          return 1
          """);

  /// ARGV: revision, life, life of the claim.
  private static final Script RENEW =
      Script.of(
          """
          if redis.call('HGET', KEYS[1], 'revision') ~= ARGV[1] then return 0 end
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
          return 1
          """);

  private final Redis redis;
  private final Duration life;
  private final Duration claim;
  private final Thread renewing;

  /// The claims of this process, by their revision.
  private final Map<UploadId, String> claims = new ConcurrentHashMap<>();

  public RedisSessions(Redis redis, UploadConfig config) {
    this(redis, config, CLAIM);
  }

  /// The same with claims that outlive their process by `claim`.
  public static RedisSessions ofClaims(Redis redis, UploadConfig config, Duration claim) {
    return new RedisSessions(redis, config, claim);
  }

  private RedisSessions(Redis redis, UploadConfig config, Duration claim) {
    this.redis = redis;
    this.life = config.sessionLife();
    this.claim = claim;
    this.renewing = Thread.ofVirtual().name("claims").start(this::renew);
  }

  @Override
  public void create(UploadSession session) {
    reached(
        () ->
            redis.run(
                CREATE,
                List.of(sessionKey(session.id())),
                List.of(session.revision(), SessionJson.encode(session), millis(life))));
  }

  @Override
  public Optional<UploadSession> find(UploadId id) {
    return reached(() -> redis.field(sessionKey(id), SESSION))
        .flatMap(json -> SessionJson.decode(id, json));
  }

  @Override
  public Optional<UploadSession> claim(UploadSession from) {
    UploadSession claimed = from.claimed();
    if (claims.putIfAbsent(from.id(), claimed.revision()) != null) {
      return Optional.empty();
    }
    boolean won = false;
    try {
      won = change(from, claimed, millis(claim));
    } finally {
      if (!won) {
        claims.remove(from.id(), claimed.revision());
      }
    }
    return won ? Optional.of(claimed) : Optional.empty();
  }

  @Override
  public boolean release(UploadSession claimed, UploadSession to) {
    claims.remove(claimed.id(), claimed.revision());
    return change(claimed, to, "0");
  }

  private boolean change(UploadSession from, UploadSession to, String claimLife) {
    String json = SessionJson.encode(to);
    return reached(
            () ->
                redis.run(
                    CHANGE,
                    keys(from.id()),
                    List.of(from.revision(), to.revision(), json, millis(life), claimLife)))
        == 1;
  }

  @Override
  public boolean remove(UploadId id) {
    claims.remove(id);
    return reached(() -> redis.delete(List.of(sessionKey(id)))) == 1;
  }

  /// Redis does it.
  @Override
  public void expire() {}

  @Override
  public boolean isCertain() {
    return false;
  }

  @Override
  public Optional<String> trouble() {
    return redis.trouble();
  }

  @Override
  public void close() {
    renewing.interrupt();
    try {
      renewing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew() {
    try {
      while (true) {
        Thread.sleep(claim.dividedBy(3));
        claims.forEach(this::renew);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew(UploadId id, String revision) {
    try {
      redis.run(RENEW, keys(id), List.of(revision, millis(life), millis(claim)));
    } catch (RedisUnavailableException e) {
      // Once more in a third of the claim's life; the writer learns at its end whether it was late.
    }
  }

  private static <T> T reached(Supplier<T> question) {
    try {
      return question.get();
    } catch (RedisUnavailableException e) {
      throw new OciException(
          ErrorCode.UNAVAILABLE, "upload sessions are out of reach at this moment; try again", e);
    }
  }

  private List<String> keys(UploadId id) {
    return List.of(sessionKey(id), redis.key(id.value(), "claim"));
  }

  private String sessionKey(UploadId id) {
    return redis.key(id.value(), SESSION);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
