package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// The wishes of a test in another process: `POST /fake/faults` with `{"match": "PUT .*partNumber",
/// "what": "cut_after", "times": 3, "percent": 100, "status": 503, "retryAfter": 1, "stallMillis":
/// 0}` adds a fault, `DELETE /fake/faults` takes all away, `GET /fake/requests` tells the counts by
/// kind, `DELETE /fake/requests` sets them to zero.
record Control(FakeGcs fake) {

  Answer answer(Request request) throws IOException {
    switch (request.method() + " " + request.rawPath()) {
      case "POST /fake/faults" -> add(request.json());
      case "DELETE /fake/faults" -> fake.faults().clear();
      case "DELETE /fake/requests" -> fake.journal().clear();
      case "GET /fake/requests" -> {
        ObjectNode counts = Request.JSON.createObjectNode();
        fake.journal().counts().forEach(counts::put);
        return Answer.json(counts, Map.of());
      }
      default -> {
        return Answer.nothing(404);
      }
    }
    return Answer.nothing(204);
  }

  private void add(JsonNode wish) {
    Faults.Fault fault =
        Faults.Fault.of(
                wish.path("match").asText(),
                Faults.What.valueOf(wish.path("what").asText().toUpperCase(Locale.ROOT)))
            .status(wish.path("status").asInt(503), wish.path("retryAfter").asInt(0))
            .stall(Duration.ofMillis(wish.path("stallMillis").asLong(0)))
            .percent(wish.path("percent").asInt(100));
    fake.faults().add(fault, wish.path("times").asInt(1));
  }
}
