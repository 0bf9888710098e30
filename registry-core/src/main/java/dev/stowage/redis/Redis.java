package dev.stowage.redis;

import static io.lettuce.core.ScriptOutputType.INTEGER;
import static io.lettuce.core.ScriptOutputType.VALUE;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Redis, standing alone, watched by Sentinels, or as a cluster. Methods block, at most for the
/// configured timeout (or for less, where it says so), and not at all while Redis is known to be
/// out of reach; then, and whenever there is no good answer, they throw
/// [RedisUnavailableException]. A command may be carried out twice where the connection breaks, and
/// late where the answer was given up. Keys of one call must have the same hash tag. Safe for any
/// number of threads.
public final class Redis implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Redis.class);

  /// Every command ends by itself after the configured timeout, which is shorter than this.
  private static final Duration AS_CONFIGURED = Duration.ofHours(1);

  /// How long what was said in the log is not said again.
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Keeper keeper;
  private final String prefix;
  private final RedisCalls calls;
  private volatile String warned = "";
  private volatile long warnedAt;

  private Redis(Keeper keeper, String prefix, RedisCalls calls) {
    this.keeper = keeper;
    this.prefix = prefix;
    this.calls = calls;
  }

  /// Connects to the configured Redis, now or, if it is out of reach, as soon as it can be reached.
  /// Empty if none is configured. Throws [ConfigurationException] for settings that cannot be
  /// right, among them credentials that Redis refuses.
  public static Optional<Redis> open(RedisConfig config) {
    return open(config, RedisCalls.unseen());
  }

  /// The same, with everything that is asked written down in `calls`.
  public static Optional<Redis> open(RedisConfig config, RedisCalls calls) {
    return config.uri().map(uri -> open(config, RedisAddress.of(config, uri), calls));
  }

  private static Redis open(RedisConfig config, RedisAddress address, RedisCalls calls) {
    check(config);
    Keeper keeper = new Keeper(new Link(config, address));
    Optional<RuntimeException> refusal = keeper.firstAttempt();
    if (refusal.isPresent()) {
      keeper.close();
      throw new ConfigurationException(
          address + " refuses the configured credentials: " + refusal.get().getMessage());
    }
    return new Redis(keeper, config.prefix(), calls);
  }

  private static void check(RedisConfig config) {
    if (!config.prefix().matches("[A-Za-z0-9._:-]{1,100}")) {
      throw new ConfigurationException(
          "stowage.redis.prefix is 1 to 100 letters, digits, or any of . _ : -");
    }
    if (config.certificateFile().isPresent() != config.keyFile().isPresent()) {
      throw new ConfigurationException(
          "stowage.redis.certificate-file and stowage.redis.key-file go together");
    }
    for (var file : List.of(config.caFile(), config.certificateFile(), config.keyFile())) {
      if (file.isPresent() && !file.get().toFile().canRead()) {
        throw new ConfigurationException("stowage.redis: cannot read " + file.get());
      }
    }
  }

  /// The key of `name` beside all others with the same `tag`; in a cluster these lie together.
  public String key(String tag, String name) {
    return prefix + ":{" + tag + "}:" + name;
  }

  /// Runs the script, which must do no harm when it is run again, and returns its number.
  public long run(Script script, List<String> keys, List<String> arguments) {
    String[] k = keys.toArray(String[]::new);
    String[] a = arguments.toArray(String[]::new);
    return ask(
        "script",
        k[0],
        redis ->
            awaitScript(
                () -> redis.<Long>evalsha(script.sha1(), INTEGER, k, a),
                () -> redis.<Long>eval(script.text(), INTEGER, k, a),
                AS_CONFIGURED));
  }

  /// Runs the script, which must do no harm when it is run again, and returns its text. Waits no
  /// longer than `patience`.
  public String text(Script script, List<String> keys, List<String> arguments, Duration patience) {
    String[] k = keys.toArray(String[]::new);
    String[] a = arguments.toArray(String[]::new);
    return ask(
        "script",
        k[0],
        redis ->
            awaitScript(
                () -> redis.<String>evalsha(script.sha1(), VALUE, k, a),
                () -> redis.<String>eval(script.text(), VALUE, k, a),
                patience));
  }

  private <T> T awaitScript(
      Supplier<Future<T>> known, Supplier<Future<T>> whole, Duration patience) {
    try {
      return await(known.get(), patience);
    } catch (RedisNoScriptException e) {
      return await(whole.get(), patience);
    }
  }

  /// That field of the hash, or empty if there is none.
  public Optional<String> field(String key, String field) {
    return ask(
        "field", key, redis -> Optional.ofNullable(await(redis.hget(key, field), AS_CONFIGURED)));
  }

  /// Removes the keys; how many there were.
  public long delete(List<String> keys) {
    return ask(
        "delete",
        keys.getFirst(),
        redis -> await(redis.del(keys.toArray(String[]::new)), AS_CONFIGURED));
  }

  /// Why Redis is out of reach at this moment; empty while it is not.
  public Optional<String> trouble() {
    return Optional.of(keeper.state().trouble()).filter(trouble -> !trouble.isEmpty());
  }

  @Override
  public void close() {
    keeper.close();
  }

  /// @param call what this is called in metrics and traces
  /// @param key what it is about, in traces
  private <T> T ask(
      String call, String key, Function<RedisClusterAsyncCommands<String, String>, T> question) {
    return calls.timed(call, key, () -> ask(question));
  }

  private <T> T ask(Function<RedisClusterAsyncCommands<String, String>, T> question) {
    Keeper.State state = keeper.state();
    Link.Connection connection = state.connection();
    if (connection == null) {
      throw new RedisUnavailableException("Redis is out of reach: " + state.trouble(), null);
    }
    try {
      return question.apply(connection.commands());
    } catch (RedisReadOnlyException e) {
      keeper.giveUp();
      throw new RedisUnavailableException("Redis is no master", e);
    } catch (RedisCommandExecutionException e) {
      warn(e);
      throw new RedisUnavailableException("Redis refused a command: " + e.getMessage(), e);
    } catch (RedisException e) {
      keeper.doubt();
      throw new RedisUnavailableException("Redis did not answer: " + e.getMessage(), e);
    }
  }

  /// Not for each command that is refused for the same reason.
  private void warn(RedisCommandExecutionException refusal) {
    String message = String.valueOf(refusal.getMessage());
    if (!message.equals(warned) || System.nanoTime() - warnedAt > QUIET.toNanos()) {
      warned = message;
      warnedAt = System.nanoTime();
      LOG.warnf("Redis refused a command: %s", message);
    }
  }

  private <T> T await(Future<T> answer, Duration patience) {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new RedisCommandTimeoutException("no answer within " + patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailableException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new RedisUnavailableException("Redis did not answer", e);
    }
  }
}
