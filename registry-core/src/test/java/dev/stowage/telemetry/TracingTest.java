package dev.stowage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @Test
  void knowsTheTraceOfARequest() {
    assertThat(Tracing.traceId(PARENT)).isEqualTo(TRACE);
    assertThat(Tracing.traceId("cc-" + TRACE + "-00f067aa0ba902b7-01-what-is-to-come"))
        .isEqualTo(TRACE);
  }

  @Test
  void takesNothingMalformedForATrace() {
    for (String wrong :
        List.of(
            "",
            TRACE,
            PARENT.replace("4b", "4B"),
            PARENT.replace("4b", "\n\n"),
            PARENT.replace(TRACE, "0".repeat(32)),
            PARENT.replace('-', '_'),
            PARENT.substring(0, 54))) {
      assertThat(Tracing.traceId(wrong)).isNull();
    }
  }

  @Test
  void tellsTheLogOfTheTraceWithoutTracing() throws InterruptedException {
    AtomicReference<Object> seen = new AtomicReference<>();
    Thread.ofVirtual()
        .start(
            () ->
                Tracing.OFF.request(
                    "GET",
                    name -> name.equals("traceparent") ? PARENT : null,
                    () -> seen.set(MDC.get("traceId"))))
        .join();
    assertThat(seen.get()).isEqualTo(TRACE);
    assertThat(Tracing.OFF.call(Tracing.Peer.STORE, "open", "key")).isNull();
  }
}
