package dev.stowage.http.v2;

import dev.stowage.access.Network;
import dev.stowage.access.guard.Permit;
import dev.stowage.access.guard.RefusedException;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.answer.Sender;
import dev.stowage.http.body.BodyReader;
import dev.stowage.http.body.MemoryBudget;
import dev.stowage.http.body.OpenBodies;
import dev.stowage.http.failure.ErrorAnswer;
import dev.stowage.http.failure.Failures;
import dev.stowage.oci.error.OciException;
import dev.stowage.telemetry.RequestLog;
import dev.stowage.telemetry.ServedRequest;
import dev.stowage.telemetry.Tracing;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// One request, from its arrival to its line in the log. Made on the event loop, run on a virtual
/// thread.
final class Exchange implements Runnable {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  private static final CharSequence API_VERSION =
      HttpHeaders.createOptimized("Docker-Distribution-Api-Version");
  private static final CharSequence API_VERSION_2 = HttpHeaders.createOptimized("registry/2.0");
  private static final CharSequence TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");

  /// What every exchange needs.
  record Rooms(
      Gate gate,
      Routes routes,
      MemoryBudget budget,
      OpenBodies bodies,
      ClientAddresses clients,
      RequestLog log,
      Tracing tracing) {}

  private final long begun = System.nanoTime();
  private final Rooms rooms;
  private final HttpServerRequest request;
  private final Method method;
  private final String path;
  private final String query;
  private final @Nullable BodyReader body;
  private final Sender sender;
  private final String id;
  private @Nullable Target target;
  private @Nullable String client;
  private int status;

  Exchange(
      Rooms rooms,
      HttpServerRequest request,
      String rawTarget,
      @Nullable BodyReader body,
      Sender sender) {
    int mark = rawTarget.indexOf('?');
    this.rooms = rooms;
    this.request = request;
    this.method = Method.of(request.method());
    this.path = mark < 0 ? rawTarget : rawTarget.substring(0, mark);
    this.query = mark < 0 ? "" : rawTarget.substring(mark + 1);
    this.body = body;
    this.sender = sender;
    this.id = RequestId.of(request.getHeader(REQUEST_ID));
    if (body != null) {
      rooms.bodies().add(body);
    }
  }

  @Override
  public void run() {
    MDC.put("requestId", id); // gone with this thread
    rooms.tracing().request(method.name(), request::getHeader, this::serve);
  }

  private void serve() {
    try {
      try {
        HeadLimits.check(request.uri(), request.headers());
        target = TargetParser.parse(path);
        Route route = rooms.routes().of(method, target);
        InetAddress from = rooms.gate().isOpen() ? null : Network.literal(client());
        Permit permit = rooms.gate().admit(request, route.demand(), from);
        Call call = new Call(method, query, request.headers(), body, rooms.budget(), from, permit);
        send(route.handler().answer(call));
      } catch (Throwable failure) {
        fail(failure);
      }
    } catch (Throwable failure) {
      LOG.errorf(failure, "Request %s could not be answered", id);
      sender.cut();
    } finally {
      if (body != null) {
        body.close();
        rooms.bodies().remove(body);
      }
      ServedRequest served = served();
      rooms.log().record(served);
      rooms.tracing().served(served);
    }
  }

  private void fail(Throwable failure) throws IOException {
    if (sender.begun()) {
      LOG.debugf(failure, "The answer to request %s was cut off", id);
      sender.cut();
      return;
    }
    Answer answer =
        switch (failure) {
          case RefusedException refused -> rooms.gate().refuse(request, refused);
          case OciException e when target instanceof Target.Api ->
              ErrorAnswer.problem(e.status(), e.errors().getFirst());
          default -> rooms.routes().answer(failure, id);
        };
    if (answer.status() == Failures.CLIENT_GONE) {
      status = answer.status();
      sender.cut();
    } else {
      send(answer);
    }
  }

  private void send(Answer answer) throws IOException {
    status = answer.status();
    answer.header(API_VERSION, API_VERSION_2).header(TYPE_OPTIONS, NOSNIFF).header(REQUEST_ID, id);
    if (body != null && request.version() != HttpVersion.HTTP_2 && body.willCutConnection()) {
      answer.header(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    sender.send(answer);
  }

  private ServedRequest served() {
    return new ServedRequest(
        id,
        method.name(),
        route(target),
        LoggedTarget.of(path, query),
        status,
        body == null ? 0 : body.received(),
        sender.sent(),
        System.nanoTime() - begun,
        client());
  }

  private String client() {
    if (client == null) {
      client = rooms.clients().of(request);
    }
    return client;
  }

  private static String route(@Nullable Target target) {
    return switch (target) {
      case null -> "none";
      case Target.Base t -> "base";
      case Target.Catalog t -> "catalog";
      case Target.Tags t -> "tags";
      case Target.Referrers t -> "referrers";
      case Target.ManifestAt t -> "manifest";
      case Target.BlobAt t -> "blob";
      case Target.UploadsOf t -> "uploads";
      case Target.UploadAt t -> "upload";
      case Target.TokenService t -> "token";
      case Target.PublicKeys t -> "keys";
      case Target.Api t -> "api";
    };
  }
}
