package dev.stowage.manifest.kept;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/// The object of a manifest.
///
/// A mark is `NUL instant NUL` behind the bytes. No manifest ends with a NUL: it is JSON.
///
/// @param bytes the manifest's, not to be changed
/// @param condemned since when it is condemned; empty if it is not
record KeptBytes(byte[] bytes, Optional<Instant> condemned) {

  private static final int LONGEST_MARK = 40;

  static KeptBytes of(byte[] object) {
    int end = object.length - 1;
    if (end < 0 || object[end] != 0) {
      return new KeptBytes(object, Optional.empty());
    }
    for (int i = end - 1; i >= 0 && i > end - LONGEST_MARK; i--) {
      if (object[i] == 0) {
        String mark = new String(object, i + 1, end - i - 1, StandardCharsets.UTF_8);
        return new KeptBytes(Arrays.copyOf(object, i), instant(mark));
      }
    }
    return new KeptBytes(object, Optional.empty());
  }

  private static Optional<Instant> instant(String mark) {
    try {
      return Optional.of(Instant.parse(mark));
    } catch (DateTimeParseException e) {
      return Optional.of(Instant.EPOCH);
    }
  }

  byte[] object() {
    if (condemned.isEmpty()) {
      return bytes;
    }
    byte[] mark = ("\0" + condemned.get() + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] object = Arrays.copyOf(bytes, bytes.length + mark.length);
    System.arraycopy(mark, 0, object, bytes.length, mark.length);
    return object;
  }
}
