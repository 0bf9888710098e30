package dev.stowage.http.v2;

import dev.stowage.http.answer.Sender;
import dev.stowage.http.body.BodyReader;
import dev.stowage.http.body.BodyTap;
import dev.stowage.http.body.MemoryBudget;
import dev.stowage.http.body.OpenBodies;
import dev.stowage.http.body.TransferLimits;
import dev.stowage.telemetry.RequestLog;
import dev.stowage.telemetry.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the API's requests enter: takes all below `/v2` from the server's router, on the event
/// loop, lets their bodies begin to arrive, and hands each to a virtual thread of its own.
@Singleton
final class DataPlane {
  /// Before everything of Quarkus that looks at bodies; what is not ours costs one comparison.
  private static final int ORDER = -10_000;

  private static final CharSequence CONTENT_LENGTH = HttpHeaders.CONTENT_LENGTH;
  private static final CharSequence TRANSFER_ENCODING = HttpHeaders.TRANSFER_ENCODING;

  private final Exchange.Rooms rooms;
  private final MemoryBudget budget;
  private final TransferLimits limits;

  DataPlane(
      Gate gate,
      Routes routes,
      MemoryBudget budget,
      TransferLimits limits,
      OpenBodies bodies,
      ClientAddresses clients,
      RequestLog log,
      Tracing tracing) {
    this.rooms = new Exchange.Rooms(gate, routes, budget, bodies, clients, log, tracing);
    this.budget = budget;
    this.limits = limits;
  }

  void install(@Observes Router router) {
    router.route().order(ORDER).handler(this::accept);
  }

  private void accept(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    BodyTap.install(request.connection());
    String target = originForm(request.uri());
    if (!TargetParser.isOurs(target)) {
      routing.next();
      return;
    }
    BodyReader body = body(request);
    Sender sender =
        new Sender(request, Objects.requireNonNull(Vertx.currentContext()), budget, limits);
    Thread.startVirtualThread(new Exchange(rooms, request, target, body, sender));
  }

  private @Nullable BodyReader body(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      String length = request.getHeader(CONTENT_LENGTH);
      boolean none =
          length == null ? request.getHeader(TRANSFER_ENCODING) == null : length.equals("0");
      if (none) {
        request.resume();
        return null;
      }
    }
    return BodyReader.attach(request, budget, limits);
  }

  /// Path and query of a target that may have a scheme and an authority before them (RFC 9112,
  /// section 3.2.2).
  private static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int scheme = target.indexOf("://");
    int slash = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
    return slash < 0 ? target : target.substring(slash);
  }
}
