package dev.stowage.storage.gcs.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Resumable uploads: a session that knows its object's preconditions from the beginning and checks
/// them at its end, and that keeps what has arrived whatever the client believes. What is sent
/// again is passed over; only whole 256 KiB are kept of what is not the end; asking how far it is
/// never ends it.
final class Resumables {

  static final int QUANTUM = 256 << 10;

  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

  private final Buckets buckets;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  Resumables(Buckets buckets) {
    this.buckets = buckets;
  }

  private static final class Session {
    private final String bucket;
    private final Map<String, String> query;
    private final JsonNode metadata;
    private final List<Bytes> kept = new ArrayList<>();
    private long length;
    private @Nullable Stored done;

    Session(String bucket, Map<String, String> query, JsonNode metadata) {
      this.bucket = bucket;
      this.query = query;
      this.metadata = metadata;
    }
  }

  Answer answer(Request request, String bucket) throws IOException {
    String id = request.query().get("upload_id");
    if (id == null) {
      if (!request.method().equals("POST")) {
        throw Problem.invalid("a session begins with POST");
      }
      return begin(request, bucket);
    }
    Session session = sessions.get(id);
    if (session == null || !session.bucket.equals(bucket)) {
      throw new Problem(404, "notFound", "NoSuchUpload", "no such session");
    }
    synchronized (session) {
      return switch (request.method()) {
        case "PUT" -> put(request, session);
        case "DELETE" -> {
          sessions.remove(id);
          yield Answer.nothing(499);
        }
        default -> throw Problem.invalid("PUT or DELETE");
      };
    }
  }

  private Answer begin(Request request, String bucket) throws IOException {
    JsonNode metadata = request.json();
    Buckets.checkName(request.query().getOrDefault("name", metadata.path("name").asText()));
    String id = "session-" + ids.incrementAndGet();
    sessions.put(id, new Session(bucket, Map.copyOf(request.query()), metadata));
    return Answer.nothing(200)
        .with(
            "Location",
            "http://"
                + request.header("Host")
                + request.rawPath()
                + "?"
                + request.rawQuery()
                + "&upload_id="
                + id);
  }

  private Answer put(Request request, Session session) throws IOException {
    Matcher range = RANGE.matcher(request.header("Content-Range"));
    long sent =
        request.header("Content-Length").isEmpty()
            ? -1
            : Preconditions.number(request.header("Content-Length"));
    if (request.header("Content-Range").isEmpty()) {
      return take(request, session, 0, sent, sent);
    }
    if (!range.matches()) {
      throw Problem.invalid("Failed to parse Content-Range header.");
    }
    long total = range.group(3).equals("*") ? -1 : Preconditions.number(range.group(3));
    if (range.group(1) == null) {
      // A question, unless it says that the object ends where we are.
      return session.done == null && total == session.length && total >= 0
          ? end(session)
          : state(session);
    }
    long first = Preconditions.number(range.group(1));
    long length = Preconditions.number(range.group(2)) - first + 1;
    if (sent >= 0 && sent != length) {
      throw Problem.invalid("Content-Range and Content-Length disagree");
    }
    return take(request, session, first, length, total);
  }

  private Answer take(Request request, Session session, long first, long length, long total)
      throws IOException {
    if (session.done != null) {
      return state(session);
    }
    if (first > session.length) {
      throw new Problem(
          503, "backendError", "ServiceUnavailable", "bytes before " + first + " are missing");
    }
    boolean last = total >= 0 && first + length == total;
    if (!last && length % QUANTUM != 0) {
      throw Problem.invalid("a chunk that is not the last is no multiple of 256 KiB");
    }
    InputStream body = request.body();
    body.skipNBytes(Math.min(session.length - first, length));
    byte[] fresh = body.readAllBytes();
    int keep = last ? fresh.length : fresh.length - fresh.length % QUANTUM;
    if (keep > 0) {
      session.kept.add(Bytes.receive(new ByteArrayInputStream(fresh, 0, keep)));
      session.length += keep;
    }
    return last && session.length == total ? end(session) : state(session);
  }

  private Answer end(Session session) {
    Bytes bytes = Bytes.together(session.kept);
    bytes.check(session.metadata.path("crc32c").asText(), "");
    Stored stored =
        buckets.put(
            session.bucket,
            Inserts.draft(session.query, session.metadata, bytes),
            Preconditions.ofTarget(session.query));
    session.done = stored;
    return Answer.json(stored.json(session.bucket), session.query);
  }

  private static Answer state(Session session) {
    if (session.done != null) {
      return Answer.json(session.done.json(session.bucket), session.query);
    }
    Answer answer = Answer.nothing(308);
    return session.length == 0 ? answer : answer.with("Range", "bytes=0-" + (session.length - 1));
  }
}
