package dev.stowage.storage.cache;

import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Version;
import dev.stowage.storage.cache.HotObjects.Known;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// [Known] as a text: a letter; then, of an object, its version, when it was written and its size,
/// each with the end of its line; then its bytes, each a character.
final class Entry {

  /// What the text of an object without its bytes begins with.
  static final String HEAD = "H";

  private static final String WHOLE = "W";
  private static final String ABSENT = "A";

  private Entry() {}

  /// Empty for what cannot be written so.
  static Optional<String> encode(Known known) {
    ObjectInfo info = known.info();
    if (info == null) {
      return Optional.of(ABSENT);
    }
    if (info.version().value().indexOf('\n') >= 0) {
      return Optional.empty();
    }
    byte[] bytes = known.bytes();
    String head = info.version().value() + "\n" + info.modified() + "\n" + info.size() + "\n";
    return Optional.of(
        bytes == null
            ? HEAD + head
            : WHOLE + head + new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /// Empty for what is no such text.
  static Optional<Known> decode(ObjectKey key, String text) {
    if (text.equals(ABSENT)) {
      return Optional.of(Known.ABSENT);
    }
    String[] lines = text.split("\n", 4);
    if (lines.length < 4 || !(text.startsWith(HEAD) || text.startsWith(WHOLE))) {
      return Optional.empty();
    }
    try {
      ObjectInfo info =
          new ObjectInfo(
              key,
              Long.parseLong(lines[2]),
              new Version(lines[0].substring(1)),
              Instant.parse(lines[1]));
      if (text.startsWith(HEAD)) {
        return Optional.of(new Known(info, null));
      }
      byte[] bytes = lines[3].getBytes(StandardCharsets.ISO_8859_1);
      return bytes.length == info.size() ? Optional.of(new Known(info, bytes)) : Optional.empty();
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
