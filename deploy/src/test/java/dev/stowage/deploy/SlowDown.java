package dev.stowage.deploy;

import java.nio.charset.StandardCharsets;

/// The answer of a store that has too many requests, in the words of its kind.
///
/// @param kind as in `stowage.storage.kind`
record SlowDown(String kind) {

  /// The answer to that request, head and all.
  byte[] answer(HttpMessage request) {
    return switch (kind) {
      case "s3" ->
          answer(
              request,
              "503 Slow Down",
              "application/xml",
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
      case "azure" ->
          answer(
              request,
              "503 The server is busy.",
              "application/xml\r\nx-ms-error-code: ServerBusy",
              "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>ServerBusy</Code><Message>The server is busy.</Message></Error>");
      case "gcs" ->
          request.target().matches("/(storage|upload|download|batch)/.*")
              ? answer(
                  request,
                  "429 Too Many Requests",
                  "application/json; charset=UTF-8",
                  "{\"error\":{\"code\":429,\"message\":\"The rate of requests is too high.\",\"errors\":[{\"domain\":\"usageLimits\",\"reason\":\"rateLimitExceeded\"}]}}")
              : answer(
                  request,
                  "503 Service Unavailable",
                  "application/xml; charset=UTF-8",
                  "<?xml version='1.0' encoding='UTF-8'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
      default -> throw new AssertionError("what does " + kind + " say when it is busy?");
    };
  }

  private static byte[] answer(HttpMessage request, String status, String type, String body) {
    String head =
        "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, type, body.length());
    return (head + (request.method().equals("HEAD") ? "" : body))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
