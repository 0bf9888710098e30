package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// CRC32C as the store writes it: big-endian, in Base64.
final class Crc32c {

  private static final Pattern NAMED = Pattern.compile("crc32c=([A-Za-z0-9+/=]+)");

  private Crc32c() {}

  static String text(int value) {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  /// Empty for what is no checksum.
  static OptionalInt parse(@Nullable String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length == Integer.BYTES
          ? OptionalInt.of(ByteBuffer.wrap(bytes).getInt())
          : OptionalInt.empty();
    } catch (IllegalArgumentException e) {
      return OptionalInt.empty();
    }
  }

  /// That of the whole object, as `x-goog-hash` of an answer says.
  static OptionalInt of(HttpHeaders headers) {
    Matcher named = NAMED.matcher(String.join(",", headers.getHeaderStringValues("x-goog-hash")));
    return named.find() ? parse(named.group(1)) : OptionalInt.empty();
  }
}
