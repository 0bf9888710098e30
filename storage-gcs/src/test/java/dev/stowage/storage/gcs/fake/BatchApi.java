package dev.stowage.storage.gcs.fake;

import com.sun.net.httpserver.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `/batch/storage/v1`: calls of the JSON API inside the parts of a body, each answered on its own.
record BatchApi(FakeGcs fake) {

  private static final int MAX_CALLS = 100;
  private static final String BOUNDARY = "batch_fake";

  Answer answer(Request request) throws IOException {
    List<Multipart.Part> parts = Multipart.parse(request, "multipart/mixed");
    if (parts.size() > MAX_CALLS) {
      throw Problem.invalid("more than " + MAX_CALLS + " calls in a batch");
    }
    StringBuilder body = new StringBuilder();
    for (Multipart.Part part : parts) {
      Answer answer = call(request, part);
      String id = part.headers().getFirst("Content-ID");
      body.append("--").append(BOUNDARY).append("\r\nContent-Type: application/http\r\n");
      if (id != null) {
        body.append("Content-ID: ").append(id.replace("<", "<response-")).append("\r\n");
      }
      body.append("\r\nHTTP/1.1 ").append(answer.status()).append(" Status\r\n");
      body.append("Content-Length: ").append(answer.length()).append("\r\n");
      answer.headers().forEach((k, v) -> body.append(k).append(": ").append(v).append("\r\n"));
      body.append("\r\n");
      body.append(new String(answer.bytes().all(), StandardCharsets.UTF_8)).append("\r\n");
    }
    body.append("--").append(BOUNDARY).append("--");
    return Answer.text(200, "multipart/mixed; boundary=" + BOUNDARY, body.toString());
  }

  private Answer call(Request outer, Multipart.Part part) throws IOException {
    String text = new String(part.body(), StandardCharsets.UTF_8);
    String[] lines = text.split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    Headers headers = new Headers();
    headers.add("Authorization", outer.header("Authorization"));
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      int colon = lines[i].indexOf(':');
      headers.set(lines[i].substring(0, colon).strip(), lines[i].substring(colon + 1).strip());
    }
    Request call =
        Request.of(first[0], URI.create(first[1]), headers, new ByteArrayInputStream(new byte[0]));
    if (!call.method().equals("DELETE")) {
      throw Problem.invalid("only deletions are batched here");
    }
    return fake.faults()
        .next(call)
        .map(fault -> Answer.jsonProblem(FakeGcs.problem(fault)))
        .orElseGet(() -> fake.route(call));
  }
}
