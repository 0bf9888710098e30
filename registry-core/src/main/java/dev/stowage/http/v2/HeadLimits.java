package dev.stowage.http.v2;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import io.vertx.core.MultiMap;
import java.util.Map;

/// How long the head of a request may be. The HTTP parser reads somewhat more (64 KiB of either,
/// see `application.properties`), so that what is too long is refused in words; beyond that it ends
/// the connection with a bare status.
final class HeadLimits {

  /// Bytes of the request's target.
  static final int TARGET = 8 << 10;

  /// Bytes of all headers together, with the four that each of them has besides.
  static final int HEADERS = 16 << 10;

  private HeadLimits() {}

  /// @throws OciException 414 or 431
  static void check(String target, MultiMap headers) {
    if (target.length() > TARGET) {
      throw new OciException(
          414, ErrorCode.UNSUPPORTED, "a request's target has at most " + TARGET + " bytes");
    }
    int length = 0;
    for (Map.Entry<String, String> header : headers) {
      length += header.getKey().length() + header.getValue().length() + 4;
    }
    if (length > HEADERS) {
      throw new OciException(
          431, ErrorCode.UNSUPPORTED, "a request's headers have at most " + HEADERS + " bytes");
    }
  }
}
