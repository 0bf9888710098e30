package dev.stowage.oci.manifest;

import dev.stowage.oci.media.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the media type of a manifest that was checked when it was pushed, without reading it
/// again: steps over the members of the outermost object until `mediaType` comes. What it cannot
/// read at a glance (a key with an escape in it, bytes that are no manifest) it leaves to the
/// strict reader.
final class MediaTypeScan {
  private static final byte[] MEDIA_TYPE = ascii("mediaType");
  private static final byte[] MANIFESTS = ascii("manifests");
  private static final byte[] LAYERS = ascii("layers");
  private static final byte[] CONFIG = ascii("config");

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(byte[] spelling, String mediaType) {}

  private static final List<Known> KNOWN =
      List.of(
          known(MediaTypes.OCI_MANIFEST),
          known(MediaTypes.OCI_INDEX),
          known(MediaTypes.DOCKER_MANIFEST),
          known(MediaTypes.DOCKER_LIST));

  private final byte[] in;
  private int at;

  private MediaTypeScan(byte[] in) {
    this.in = in;
  }

  static String of(byte[] bytes) {
    String found = new MediaTypeScan(bytes).scan();
    return found != null ? found : new ManifestReader(bytes).read(null).mediaType();
  }

  /// The media type, or null where only the strict reader can tell.
  private @Nullable String scan() {
    boolean index = false;
    boolean image = false;
    skipBlanks();
    if (!take('{')) {
      return null;
    }
    do {
      skipBlanks();
      int keyFrom = at + 1;
      if (!skipString()) {
        return null;
      }
      int keyTo = at - 1;
      skipBlanks();
      if (!take(':') || hasEscape(keyFrom, keyTo)) {
        return null;
      }
      skipBlanks();
      if (is(MEDIA_TYPE, keyFrom, keyTo)) {
        return knownType();
      }
      index |= is(MANIFESTS, keyFrom, keyTo);
      image |= is(LAYERS, keyFrom, keyTo) || is(CONFIG, keyFrom, keyTo);
      if (!skipValue()) {
        return null;
      }
      skipBlanks();
    } while (take(','));
    if (index == image) {
      return null;
    }
    return index ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
  }

  private @Nullable String knownType() {
    int from = at + 1;
    if (skipString()) {
      for (Known known : KNOWN) {
        if (is(known.spelling(), from, at - 1)) {
          return known.mediaType();
        }
      }
    }
    return null;
  }

  private boolean skipValue() {
    int depth = 0;
    do {
      if (at >= in.length) {
        return false;
      }
      switch (in[at]) {
        case '"' -> {
          if (!skipString()) {
            return false;
          }
        }
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        default -> at++;
      }
    } while (depth > 0 || (at < in.length && in[at] != ',' && in[at] != '}'));
    return depth == 0;
  }

  /// Steps over a string, escapes and all; false when none begins here or it does not end.
  private boolean skipString() {
    if (!take('"')) {
      return false;
    }
    while (at < in.length) {
      byte b = in[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\') {
        at++;
      }
    }
    return false;
  }

  private boolean hasEscape(int from, int to) {
    for (int i = from; i < to; i++) {
      if (in[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  private boolean is(byte[] word, int from, int to) {
    return Arrays.equals(in, from, to, word, 0, word.length);
  }

  private boolean take(char c) {
    if (at < in.length && in[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < in.length
        && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
      at++;
    }
  }

  private static Known known(String mediaType) {
    return new Known(ascii(mediaType), mediaType);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
