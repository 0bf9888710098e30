package dev.stowage.telemetry;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// Traces of requests and of what they ask the store and Redis, where `stowage.tracing.enabled`
/// says so. Else nothing but the caller's trace id in the log; then not a class of OpenTelemetry is
/// loaded, and a request pays for looking at one header. Safe for all threads.
@Singleton
public final class Tracing {
  /// Traces nothing.
  public static final Tracing OFF = new Tracing(false);

  /// How the trace's id is called in the log's context.
  private static final String TRACE_ID = "traceId";

  private final @Nullable Spans spans;

  @Inject
  public Tracing(
      @ConfigProperty(name = "stowage.tracing.enabled", defaultValue = "false") boolean enabled) {
    spans = enabled ? Spans.open() : null;
  }

  /// Who is called.
  public enum Peer {
    STORE("store", "object"),
    REDIS("redis", "key");

    final String label;

    /// What is said of a call: its `stowage.<label>.<subject>`.
    final String subject;

    Peer(String label, String subject) {
      this.label = label;
      this.subject = subject;
    }
  }

  /// A call under way.
  public interface Call {
    /// It has ended like this.
    void end(String outcome, boolean failed);
  }

  /// Serves a request, as a part of the trace that its headers name. On a thread of its own.
  public void request(String method, Function<String, @Nullable String> header, Runnable serve) {
    if (spans != null) {
      spans.request(method, header, id -> MDC.put(TRACE_ID, id), serve);
      return;
    }
    String parent = header.apply("traceparent");
    String id = parent == null ? null : traceId(parent);
    if (id != null) {
      MDC.put(TRACE_ID, id); // gone with this thread
    }
    serve.run();
  }

  /// How the request that is being served went.
  public void served(ServedRequest request) {
    if (spans != null) {
      spans.served(request);
    }
  }

  /// Begins a call that the request makes; null if nobody wants to know.
  public @Nullable Call call(Peer peer, String name, Object about) {
    return spans == null ? null : spans.call(peer, name, about);
  }

  @PreDestroy
  void close() {
    if (spans != null) {
      spans.close();
    }
  }

  /// The trace's id in the value of `traceparent`; null if it is malformed (W3C Trace Context,
  /// section 3.2.2).
  static @Nullable String traceId(String parent) {
    if (parent.length() < 55 || parent.charAt(2) != '-' || parent.charAt(35) != '-') {
      return null;
    }
    boolean zero = true;
    for (int i = 3; i < 35; i++) {
      char c = parent.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return null;
      }
      zero &= c == '0';
    }
    return zero ? null : parent.substring(3, 35);
  }
}
