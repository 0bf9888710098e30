package dev.stowage.http.v2;

import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.access.guard.Permit;
import dev.stowage.http.body.BodyReader;
import dev.stowage.http.body.MemoryBudget;
import dev.stowage.http.body.WholeBody;
import dev.stowage.oci.name.RepositoryName;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a handler sees of a request beside its target. Used by one thread.
final class Call {
  private final Method method;
  private final String rawQuery;
  private final MultiMap headers;
  private final @Nullable BodyReader body;
  private final MemoryBudget budget;
  private final @Nullable InetAddress address;
  private final Permit permit;

  Call(
      Method method,
      String rawQuery,
      MultiMap headers,
      @Nullable BodyReader body,
      MemoryBudget budget,
      @Nullable InetAddress address,
      Permit permit) {
    this.method = method;
    this.rawQuery = rawQuery;
    this.headers = headers;
    this.body = body;
    this.budget = budget;
    this.address = address;
    this.permit = permit;
  }

  /// Whether the caller may also do that.
  boolean allows(Verb verb, RepositoryName repository) {
    return permit.allows(verb, repository);
  }

  Method method() {
    return method;
  }

  /// The parameters of the query.
  ///
  /// @throws dev.stowage.oci.error.OciException 400 when it is malformed
  Query query() {
    return Query.parse(rawQuery);
  }

  /// The same, whatever a token was asked for.
  boolean allowsByRight(Verb verb, RepositoryName repository) {
    return permit.allowsByRight(verb, repository);
  }

  /// Who the caller is, as far as rights go.
  Subject subject() {
    return permit.subject();
  }

  /// The query as the client wrote it.
  String rawQuery() {
    return rawQuery;
  }

  /// The parameters of a form, or of a query that is written like one: a `+` is a blank.
  ///
  /// @throws dev.stowage.oci.error.OciException 400 when it is malformed
  static Query form(String raw) {
    return Query.parse(raw.replace("+", "%20"));
  }

  /// Where the caller is; absent: nobody knows.
  @Nullable InetAddress address() {
    return address;
  }

  /// The header's value, the first if there are several.
  @Nullable String header(CharSequence name) {
    return headers.get(name);
  }

  /// All values of the header.
  List<String> headers(CharSequence name) {
    return headers.getAll(name);
  }

  /// The body; empty if there is none.
  InputStream body() {
    return body == null ? InputStream.nullInputStream() : body;
  }

  /// The body's Content-Length; absent when it is not known before its end.
  OptionalLong bodyLength() {
    if (body == null) {
      return OptionalLong.of(0);
    }
    String length = headers.get("Content-Length");
    return length == null ? OptionalLong.empty() : Numbers.parse(length);
  }

  /// The whole body, of at most `limit` bytes. See [WholeBody#read].
  WholeBody wholeBody(int limit) throws IOException {
    return WholeBody.read(body(), bodyLength(), limit, budget);
  }
}
