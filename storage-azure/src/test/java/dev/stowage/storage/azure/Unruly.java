package dev.stowage.storage.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Stands between the store and the emulator, counts what passes, and does to it what it is told.
final class Unruly implements AutoCloseable {

  /// Headers that the client sets itself, or that belong to one connection only.
  private static final Set<String> OWN =
      Set.of("connection", "content-length", "host", "transfer-encoding", "keep-alive", "date");

  private final HttpServer server;
  private final HttpClient client;
  private final Azurite behind;
  private final List<String> seen = new ArrayList<>();
  private final List<Planned> planned = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  private record Planned(String kind, Fault fault) {}

  /// What happens to a request.
  sealed interface Fault {
    /// It is answered so, and does not pass.
    record Answer(int status, Map<String, String> headers) implements Fault {}

    /// It passes, and something happens before its answer gets lost.
    record LoseAnswer(Runnable meanwhile) implements Fault {}

    /// It passes, and its answer breaks off after so many bytes.
    record Cut(int after) implements Fault {}

    /// It passes with a bit of its body changed.
    record FlipRequest() implements Fault {}

    /// It passes, and a bit of the answer's body is changed.
    record FlipAnswer() implements Fault {}

    /// It passes, and the answer has one header more.
    record Header(String name, String value) implements Fault {}

    /// Nothing happens any more.
    record Silence() implements Fault {}
  }

  Unruly(Azurite azurite) throws IOException {
    this(
        azurite,
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
        HttpClient.newHttpClient());
  }

  /// Between a store and an emulator that both speak TLS, by that certificate.
  static Unruly encrypted(Azurite azurite, TestCertificate certificate) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    return new Unruly(
        azurite, server, HttpClient.newBuilder().sslContext(certificate.context()).build());
  }

  private Unruly(Azurite azurite, HttpServer server, HttpClient client) {
    this.behind = azurite;
    this.server = server;
    this.client = client;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// Where the store finds it.
  String endpoint() {
    return scheme() + "://127.0.0.1:" + server.getAddress().getPort() + "/" + Azurite.ACCOUNT;
  }

  private String scheme() {
    return server instanceof HttpsServer ? "https" : "http";
  }

  /// Does that to the next request of that kind that has nothing planned yet.
  synchronized Unruly next(String kind, Fault fault) {
    planned.add(new Planned(kind, fault));
    return this;
  }

  /// Does that to the next so many.
  Unruly next(int times, String kind, Fault fault) {
    for (int i = 0; i < times; i++) {
      next(kind, fault);
    }
    return this;
  }

  /// The kinds of the requests since the last time: the method, and what it is about if that is not
  /// a blob.
  synchronized List<String> seen() {
    List<String> result = List.copyOf(seen);
    seen.clear();
    return result;
  }

  private synchronized Fault note(String kind) {
    seen.add(kind);
    for (Iterator<Planned> plans = planned.iterator(); plans.hasNext(); ) {
      Planned plan = plans.next();
      if (plan.kind.equals(kind)) {
        plans.remove();
        return plan.fault;
      }
    }
    return new Fault.Header("x-passed", "unharmed");
  }

  private static String kind(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    String about = "";
    for (String parameter : (query == null ? "" : query).split("&", -1)) {
      if (parameter.startsWith("comp=")) {
        about = " " + parameter.substring("comp=".length());
      }
    }
    return exchange.getRequestMethod() + about;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Fault fault = note(kind(exchange));
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (fault) {
        case Fault.Answer(int status, Map<String, String> headers) -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, -1);
        }
        case Fault.LoseAnswer(Runnable meanwhile) -> {
          pass(exchange, body);
          meanwhile.run();
        }
        case Fault.Cut(int after) -> answer(exchange, pass(exchange, body), after);
        case Fault.FlipRequest _ -> {
          body[body.length / 2] ^= 1;
          answer(exchange, pass(exchange, body), Integer.MAX_VALUE);
        }
        case Fault.FlipAnswer _ -> {
          HttpResponse<byte[]> response = pass(exchange, body);
          response.body()[response.body().length / 2] ^= 1;
          answer(exchange, response, Integer.MAX_VALUE);
        }
        case Fault.Header(String name, String value) -> {
          HttpResponse<byte[]> response = pass(exchange, body);
          exchange.getResponseHeaders().set(name, value);
          answer(exchange, response, Integer.MAX_VALUE);
        }
        case Fault.Silence _ -> end.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> pass(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    URI from = exchange.getRequestURI();
    String query = from.getRawQuery() == null ? "" : "?" + from.getRawQuery();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(scheme() + "://127.0.0.1:" + behind.port() + from.getRawPath() + query))
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name.toLowerCase(Locale.ROOT)) || name.equals("Date")) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response, int most)
      throws IOException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN.contains(name) && !exchange.getResponseHeaders().containsKey(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    byte[] body = response.body();
    if (exchange.getRequestMethod().equals("HEAD")) {
      response
          .headers()
          .firstValue("content-length")
          .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
      exchange.sendResponseHeaders(response.statusCode(), -1);
      return;
    }
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body, 0, Math.min(most, body.length));
    } catch (IOException e) {
      if (most >= body.length) {
        throw new UncheckedIOException(e);
      }
      // That is what was to happen.
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    client.close();
  }
}
