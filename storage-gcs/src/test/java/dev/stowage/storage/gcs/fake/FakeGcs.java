package dev.stowage.storage.gcs.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The store, on a port of the loopback address. Close it.
///
/// As a process of its own: `FakeGcs <port> <bucket> <file for the service account's key>` writes
/// the file, says `ready` and goes on until it is ended; `POST /fake/faults` and `GET
/// /fake/requests` stand for [#faults] and [#journal].
public final class FakeGcs implements AutoCloseable {

  static {
    // Answers in two segments would wait for each other's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Buckets buckets = new Buckets();
  private final Accounts accounts = new Accounts();
  private final Faults faults = new Faults();
  private final Journal journal = new Journal();
  private final ObjectsApi objects = new ObjectsApi(buckets);
  private final Inserts inserts = new Inserts(buckets);
  private final MultipartApi multipart = new MultipartApi(buckets);
  private final SignedUrls signedUrls = new SignedUrls(accounts);

  private FakeGcs(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  /// Starts it with one bucket. Port 0: any.
  public static FakeGcs start(int port, String bucket) {
    return start(port, bucket, null);
  }

  /// The same behind TLS.
  ///
  /// @param tls has the certificate; null: none
  public static FakeGcs start(int port, String bucket, @Nullable SSLContext tls) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      FakeGcs fake;
      if (tls == null) {
        fake = new FakeGcs(HttpServer.create(address, 0), "http");
      } else {
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        fake = new FakeGcs(server, "https");
      }
      fake.buckets.create(bucket);
      fake.server.setExecutor(fake.threads);
      fake.server.createContext("/", fake::serve);
      fake.server.start();
      return fake;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// See the class.
  public static void main(String[] args) throws IOException {
    FakeGcs fake = start(Integer.parseInt(args[0]), args[1]);
    Files.writeString(Path.of(args[2]), fake.serviceAccountKey());
    System.out.println("ready " + fake.uri());
  }

  /// Where it is.
  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The key file of the account that may do everything here.
  public String serviceAccountKey() {
    return accounts.keyFile(uri() + "/token", true);
  }

  /// A key file of that account that it never had.
  public String wrongKey() {
    return accounts.keyFile(uri() + "/token", false);
  }

  /// What goes wrong.
  public Faults faults() {
    return faults;
  }

  /// What was asked.
  public Journal journal() {
    return journal;
  }

  /// Withdraws all tokens; those that are given from now on live so long.
  public void renewTokens(Duration life) {
    accounts.renew(life);
  }

  /// A token of that account, for who speaks HTTP himself.
  public String token() {
    return accounts.newToken();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request;
      try {
        request =
            Request.of(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody());
      } catch (Problem e) {
        send(exchange, Answer.jsonProblem(e), Long.MAX_VALUE);
        return;
      }
      if (request.rawPath().startsWith("/fake/")) {
        send(exchange, new Control(this).answer(request), Long.MAX_VALUE);
        return;
      }
      journal.count(Journal.kind(request));
      serve(exchange, request, faults.next(request));
    }
  }

  private void serve(HttpExchange exchange, Request request, Optional<Faults.Fault> fault)
      throws IOException {
    switch (fault.map(Faults.Fault::what).orElse(null)) {
      case null -> send(exchange, route(request), Long.MAX_VALUE);
      case STATUS -> {
        request.body().transferTo(OutputStream.nullOutputStream());
        send(exchange, Answer.jsonProblem(problem(fault.get())), Long.MAX_VALUE, fault.get());
      }
      case STATUS_AFTER -> {
        route(request);
        send(exchange, Answer.jsonProblem(problem(fault.get())), Long.MAX_VALUE, fault.get());
      }
      case CUT_BEFORE -> {}
      case CUT_AFTER -> route(request);
      case CUT_MIDDLE -> {
        Answer answer = route(request);
        send(exchange, answer, answer.length() / 2);
      }
      case CORRUPT -> {
        Answer answer = route(request);
        byte[] body = answer.bytes().all();
        body[(int) answer.from()] ^= 1;
        send(
            exchange,
            new Answer(
                answer.status(), answer.headers(), Bytes.of(body), answer.from(), answer.length()),
            Long.MAX_VALUE);
      }
      case STALL -> {
        stall(fault.get().stall());
        send(exchange, route(request), Long.MAX_VALUE);
      }
    }
  }

  private static void stall(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Problem problem(Faults.Fault fault) {
    return new Problem(fault.status(), "backendError", "ServiceUnavailable", "as demanded");
  }

  /// What is answered if nothing goes wrong.
  Answer route(Request request) {
    boolean xml = false;
    try {
      List<String> path = request.segments();
      if (request.rawPath().equals("/token")) {
        return accounts.token(request);
      }
      if (SignedUrls.concerns(request)) {
        xml = true;
        signedUrls.check(request);
        return signed(request);
      }
      accounts.check(request);
      return switch (path.getFirst()) {
        case "storage", "download" ->
            objects.answer(
                request, path.get(3 + shift(path)), path.subList(5 + shift(path), path.size()));
        case "upload" -> inserts.answer(request, path.get(4));
        case "batch" -> new BatchApi(this).answer(request);
        default -> {
          xml = true;
          yield multipart.answer(request, path.getFirst(), key(path));
        }
      };
    } catch (Problem e) {
      return xml ? Answer.xmlProblem(e) : Answer.jsonProblem(e);
    } catch (IndexOutOfBoundsException e) {
      return Answer.jsonProblem(new Problem(404, "notFound", "NotFound", "Not Found"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int shift(List<String> path) {
    return path.getFirst().equals("download") ? 1 : 0;
  }

  private static String key(List<String> path) {
    return String.join("/", path.subList(1, path.size()));
  }

  private Answer signed(Request request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw Problem.denied(403, "only reading is signed here");
    }
    List<String> path = request.segments();
    Stored found = buckets.get(path.getFirst(), key(path), Map.of());
    Answer answer = Media.of(request, found);
    String type = request.query().get("response-content-type");
    String disposition = request.query().get("response-content-disposition");
    if (type != null) {
      answer.with("Content-Type", type);
    }
    return disposition == null ? answer : answer.with("Content-Disposition", disposition);
  }

  private void send(HttpExchange exchange, Answer answer, long most, Faults.Fault fault)
      throws IOException {
    if (fault.retryAfter() > 0) {
      answer.with("Retry-After", Integer.toString(fault.retryAfter()));
    }
    send(exchange, answer, most);
  }

  /// @param most how much of the body is sent before the connection is cut
  private void send(HttpExchange exchange, Answer answer, long most) throws IOException {
    // Else the connection would be closed behind the answer, and the next request meet its end.
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || answer.length() == 0;
    exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.length());
    if (bodiless) {
      return;
    }
    try (InputStream in = answer.bytes().open()) {
      in.skipNBytes(answer.from());
      OutputStream out = exchange.getResponseBody();
      byte[] buffer = new byte[64 << 10];
      long left = Math.min(answer.length(), most);
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        out.write(buffer, 0, n);
        left -= n;
      }
      out.flush();
    }
  }
}
