package dev.stowage.http.v2;

import static dev.stowage.access.guard.Demand.change;
import static dev.stowage.access.guard.Demand.prepare;
import static dev.stowage.access.guard.Demand.read;

import dev.stowage.access.Verb;
import dev.stowage.access.guard.Demand;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.failure.ErrorAnswer;
import dev.stowage.http.failure.Failures;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.upload.OutOfOrderException;
import jakarta.inject.Singleton;

/// The route table: what is demanded of the caller for each target and method, and who answers.
/// There is no other way to a handler. What a handler throws, `http.failure` answers.
@Singleton
final class Routes {
  private static final Demand NOTHING = new Demand.Nothing();
  private static final Demand ANY_TOKEN = new Demand.AnyToken();
  private static final Demand ACCOUNT = new Demand.Account();
  private static final Demand LIST_CATALOG = new Demand.ListCatalog();

  private final BlobHandler blobs;
  private final UploadHandler uploads;
  private final ManifestHandler manifests;
  private final ListingHandler listings;
  private final TokenHandler tokens;
  private final ApiHandler api;

  Routes(
      BlobHandler blobs,
      UploadHandler uploads,
      ManifestHandler manifests,
      ListingHandler listings,
      TokenHandler tokens,
      ApiHandler api) {
    this.blobs = blobs;
    this.uploads = uploads;
    this.manifests = manifests;
    this.listings = listings;
    this.tokens = tokens;
    this.api = api;
  }

  // A HEAD that has no handler of its own runs that of GET; the answer's payload is not sent then.
  Route of(Method method, Target target) {
    return switch (target) {
      case Target.Base t ->
          switch (method) {
            case GET, HEAD -> new Route(ANY_TOKEN, call -> base());
            default -> refuse("GET, HEAD");
          };
      case Target.Catalog t ->
          switch (method) {
            case GET, HEAD -> new Route(LIST_CATALOG, listings::repositories);
            default -> refuse("GET, HEAD");
          };
      case Target.Tags t ->
          switch (method) {
            case GET, HEAD -> new Route(read(t.name()), call -> listings.tags(call, t));
            default -> refuse("GET, HEAD");
          };
      case Target.Referrers t ->
          switch (method) {
            case GET, HEAD -> new Route(read(t.name()), call -> listings.referrers(call, t));
            default -> refuse("GET, HEAD");
          };
      case Target.ManifestAt t ->
          switch (method) {
            case GET, HEAD -> new Route(read(t.name()), call -> manifests.get(call, t));
            case PUT -> new Route(change(Verb.PUSH, t.name()), call -> manifests.put(call, t));
            case DELETE ->
                new Route(change(Verb.DELETE, t.name()), call -> manifests.delete(call, t));
            default -> refuse("GET, HEAD, PUT, DELETE");
          };
      case Target.BlobAt t ->
          switch (method) {
            case GET -> new Route(read(t.name()), call -> blobs.get(call, t));
            case HEAD -> new Route(read(t.name()), call -> blobs.head(call, t));
            case DELETE -> new Route(change(Verb.DELETE, t.name()), call -> blobs.delete(t));
            default -> refuse("GET, HEAD, DELETE");
          };
      case Target.UploadsOf t ->
          switch (method) {
            case POST -> new Route(change(Verb.PUSH, t.name()), call -> uploads.begin(call, t));
            default -> refuse("POST");
          };
      case Target.UploadAt t ->
          switch (method) {
            case GET, HEAD -> new Route(prepare(Verb.PUSH, t.name()), call -> uploads.look(t));
            case PATCH -> new Route(prepare(Verb.PUSH, t.name()), call -> uploads.append(call, t));
            case PUT -> new Route(change(Verb.PUSH, t.name()), call -> uploads.finish(call, t));
            case DELETE -> new Route(prepare(Verb.PUSH, t.name()), call -> uploads.cancel(t));
            default -> refuse("GET, HEAD, PATCH, PUT, DELETE");
          };
      case Target.TokenService t ->
          switch (method) {
            case GET, HEAD -> new Route(NOTHING, tokens::get);
            case POST -> new Route(NOTHING, tokens::post);
            default -> refuse("GET, HEAD, POST");
          };
      case Target.Api t -> new Route(ACCOUNT, call -> api.answer(call, t));
      case Target.PublicKeys t ->
          switch (method) {
            case GET, HEAD -> new Route(NOTHING, call -> tokens.keys());
            default -> refuse("GET, HEAD");
          };
    };
  }

  /// The answer for what a handler has thrown.
  Answer answer(Throwable failure, String request) {
    Answer answer = Failures.answer(failure, request);
    if (failure instanceof OutOfOrderException outOfOrder) {
      uploads.standing(answer, outOfOrder.status());
    }
    return answer;
  }

  private static Answer base() {
    return Answer.of(200).header(Headers.CONTENT_TYPE, Headers.JSON).text("{}");
  }

  private static Route refuse(String allowed) {
    return new Route(
        NOTHING,
        call ->
            ErrorAnswer.of(
                    405,
                    ErrorCode.UNSUPPORTED,
                    "this path does not have that method, only: " + allowed)
                .header(Headers.ALLOW, allowed));
  }
}
