package dev.stowage.http.collect;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stowage.collect.Collector;
import dev.stowage.collect.GarbageCollection;
import dev.stowage.document.DocumentJson;
import dev.stowage.oci.error.OciException;
import dev.stowage.storage.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// `POST /q/collections` begins a collection (`?dry=true`: one that only tells), or takes part in
/// the one that goes on: 202 with its document; 409 if that one is dry and this is not, or the
/// other way round. `GET /q/collections/latest` is the document of the one that goes on, or else of
/// the last: 404 if there never was one.
///
/// Where there are accounts, these are for administrators of the registry, by name and password. A
/// page of another site can make a browser send neither: the POST wants the header
/// `Stowage-Request`, with any value.
@Singleton
final class CollectionRoutes {

  private static final Logger LOG = Logger.getLogger(CollectionRoutes.class);
  private static final String PATH = "/q/collections";

  private static final Map<String, String> REFUSED =
      Map.of("error", "sign in as an administrator of the registry");

  private final Collector collector;
  private final Operators operators;

  CollectionRoutes(Collector collector, Operators operators) {
    this.collector = collector;
    this.operators = operators;
  }

  /// An answer, as JSON.
  private record Said(int status, Object body) {}

  private interface Question {
    Said ask();
  }

  void install(@Observes Router router) {
    router.post(PATH).handler(routing -> answer(routing, () -> begin(routing)));
    router.get(PATH + "/latest").handler(routing -> answer(routing, this::latest));
  }

  private Said begin(RoutingContext routing) {
    if (routing.request().getHeader("Stowage-Request") == null) {
      return new Said(400, Map.of("error", "the header Stowage-Request is missing"));
    }
    boolean dry = "true".equals(routing.request().getParam("dry"));
    GarbageCollection begun = collector.begin(dry);
    return new Said(begun.dry() == dry ? 202 : 409, begun);
  }

  private Said latest() {
    Optional<GarbageCollection> found = collector.find();
    return found.isPresent()
        ? new Said(200, found.get())
        : new Said(404, Map.of("error", "there was no collection yet"));
  }

  /// The store is asked on a thread that may wait.
  private void answer(RoutingContext routing, Question question) {
    Thread.startVirtualThread(
        () -> {
          String shown = routing.request().getHeader("Authorization");
          Said said =
              attempt(() -> operators.admit(shown) ? question.ask() : new Said(401, REFUSED));
          if (said.status() == 401) {
            routing.response().putHeader("WWW-Authenticate", "Basic realm=\"stowage\"");
          }
          try {
            byte[] json = DocumentJson.MAPPER.writeValueAsBytes(said.body());
            routing
                .response()
                .setStatusCode(said.status())
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(json));
          } catch (JsonProcessingException e) {
            routing.fail(e);
          }
        });
  }

  private static Said attempt(Question question) {
    try {
      return question.ask();
    } catch (StorageException | OciException e) {
      LOG.warnf("collection: the store fails: %s", e.getMessage());
      return new Said(503, Map.of("error", "the store is out of reach"));
    }
  }
}
