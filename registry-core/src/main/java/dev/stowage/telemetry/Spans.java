package dev.stowage.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The spans of OpenTelemetry, exported by OTLP over HTTP. Where to, how many and under which name
/// is configured as OpenTelemetry has it (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, …).
/// Safe for all threads.
final class Spans {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "stowage",
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  private static final int CLOSE_SECONDS = 3;

  private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new Headers();

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  private Spans(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("dev.stowage");
  }

  static Spans open() {
    ContextStorage.addWrapper(storage -> new InheritedContext());
    return new Spans(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> DEFAULTS)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk());
  }

  void request(
      String method,
      Function<String, @Nullable String> header,
      Consumer<String> traceId,
      Runnable serve) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), header, HEADERS);
    Span span =
        tracer.spanBuilder(method).setSpanKind(SpanKind.SERVER).setParent(parent).startSpan();
    traceId.accept(span.getSpanContext().getTraceId());
    try (Scope _ = span.makeCurrent()) {
      serve.run();
    } finally {
      span.end();
    }
  }

  void served(ServedRequest request) {
    Span span = Span.current();
    span.updateName(request.method() + ' ' + request.route());
    span.setAttribute("http.request.method", request.method());
    span.setAttribute("http.route", request.route());
    span.setAttribute("http.response.status_code", request.status());
    span.setAttribute("http.request.body.size", request.bytesIn());
    span.setAttribute("http.response.body.size", request.bytesOut());
    span.setAttribute("url.path", request.target());
    span.setAttribute("client.address", request.remote());
    span.setAttribute("stowage.request.id", request.id());
    if (request.status() >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  /// A span within that of the request; null if there is no request, or its trace is not sampled.
  Tracing.@Nullable Call call(Tracing.Peer peer, String name, Object about) {
    if (!Span.current().isRecording()) {
      return null;
    }
    Span span =
        tracer
            .spanBuilder(peer.label + ' ' + name)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("stowage." + peer.label + ".call", name)
            .setAttribute("stowage." + peer.label + '.' + peer.subject, about.toString())
            .startSpan();
    return (outcome, failed) -> {
      span.setAttribute("stowage." + peer.label + ".outcome", outcome);
      if (failed) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    };
  }

  /// Sends what is left.
  void close() {
    sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /// Reads a request's headers.
  private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {
    @Override
    public Iterable<String> keys(Function<String, @Nullable String> header) {
      return List.of("traceparent", "tracestate");
    }

    @Override
    public @Nullable String get(@Nullable Function<String, @Nullable String> header, String name) {
      return header == null ? null : header.apply(name);
    }
  }

  /// The current span, also of the threads that a request's thread starts: it stores parts and asks
  /// several things at once by them.
  private static final class InheritedContext implements ContextStorage {
    private static final InheritableThreadLocal<@Nullable Context> CURRENT =
        new InheritableThreadLocal<>();

    @Override
    public Scope attach(@Nullable Context context) {
      if (context == null) {
        return Scope.noop();
      }
      Context before = CURRENT.get();
      CURRENT.set(context);
      return () -> CURRENT.set(before);
    }

    @Override
    public @Nullable Context current() {
      return CURRENT.get();
    }
  }
}
