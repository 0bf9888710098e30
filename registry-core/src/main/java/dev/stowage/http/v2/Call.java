package dev.stowage.http.v2;

import dev.stowage.http.body.BodyReader;
import dev.stowage.http.body.MemoryBudget;
import dev.stowage.http.body.WholeBody;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.InputStream;
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

  Call(
      Method method,
      String rawQuery,
      MultiMap headers,
      @Nullable BodyReader body,
      MemoryBudget budget) {
    this.method = method;
    this.rawQuery = rawQuery;
    this.headers = headers;
    this.body = body;
    this.budget = budget;
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
