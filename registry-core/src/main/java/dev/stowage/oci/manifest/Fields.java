package dev.stowage.oci.manifest;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of one JSON object of a manifest, read by name and type. It knows where in the
/// document the object is, so that a failure names the field in the words of the one who wrote it.
///
/// A field that is `null` counts as absent: that is how some languages write an empty list.
final class Fields {
  private static final int MAX_EXACT_DIGITS = 18;

  private final Map<String, Json> members;
  private final String place;
  private final int index;

  /// @param place the field that holds the object, empty for the whole document
  /// @param index its position when that field is a list, else negative
  Fields(Json value, String place, int index) {
    this.place = place;
    this.index = index;
    if (!(value instanceof Json.Obj(var found))) {
      throw wrong(null, "is not an object");
    }
    members = found;
  }

  /// Go's JSON reader, which most clients use, takes `Layers` for `layers`; others do not.
  void refuseLookalikes(List<String> known) {
    for (String key : members.keySet()) {
      if (known.contains(key)) {
        continue;
      }
      for (String name : known) {
        if (key.equalsIgnoreCase(name)) {
          throw wrong(
              null, "has a field " + OciError.quoted(key) + ", which must be spelled " + name);
        }
      }
    }
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  @Nullable Json get(String name) {
    Json value = members.get(name);
    return value instanceof Json.Null ? null : value;
  }

  @Nullable String string(String name) {
    return switch (get(name)) {
      case null -> null;
      case Json.Str(var value) -> value;
      default -> throw wrong(name, "is not a string");
    };
  }

  /// A media type: never empty, and fit for a header as it is.
  @Nullable String mediaType(String name) {
    String value = string(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > MediaTypes.MAX_LENGTH) {
      throw wrong(name, "has more than " + MediaTypes.MAX_LENGTH + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw wrong(name, "is not a media type: " + OciError.quoted(value));
      }
    }
    return value;
  }

  /// A whole number from 0 to [ManifestLimits#MAX_SIZE].
  long size(String name) {
    if (!(required(name) instanceof Json.Num(var literal))) {
      throw wrong(name, "is not a number");
    }
    if (literal.startsWith("-")) {
      throw wrong(name, "is negative");
    }
    for (int i = 0; i < literal.length(); i++) {
      if (literal.charAt(i) < '0' || literal.charAt(i) > '9') {
        throw wrong(name, "is not a whole number");
      }
    }
    if (literal.length() > MAX_EXACT_DIGITS || Long.parseLong(literal) > ManifestLimits.MAX_SIZE) {
      throw wrong(name, "is larger than " + ManifestLimits.MAX_SIZE);
    }
    return Long.parseLong(literal);
  }

  Digest digest(String name) {
    if (!(required(name) instanceof Json.Str(var text))) {
      throw wrong(name, "is not a string");
    }
    try {
      return Digest.parse(text);
    } catch (OciException malformed) {
      throw wrong(name, "is not acceptable: " + malformed.getMessage());
    }
  }

  /// The members of an object of strings; empty when it is absent.
  Map<String, String> strings(String name) {
    return switch (get(name)) {
      case null -> Map.of();
      case Json.Obj(var values) -> {
        Map<String, String> strings = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach(
            (key, value) -> {
              if (!(value instanceof Json.Str(var string))) {
                throw wrong(name, "has a value that is not a string, for " + OciError.quoted(key));
              }
              strings.put(key, string);
            });
        yield strings;
      }
      default -> throw wrong(name, "is not an object");
    };
  }

  /// The items of an array; empty when it is absent.
  List<Json> items(String name) {
    return switch (get(name)) {
      case null -> List.of();
      case Json.Arr(var items) -> items;
      default -> throw wrong(name, "is not a list");
    };
  }

  /// The items of an array of strings; empty when it is absent.
  List<String> stringItems(String name) {
    List<Json> items = items(name);
    if (items.isEmpty()) {
      return List.of();
    }
    List<String> strings = new ArrayList<>(items.size());
    for (Json item : items) {
      if (!(item instanceof Json.Str(var string))) {
        throw wrong(name, "has an item that is not a string");
      }
      strings.add(string);
    }
    return strings;
  }

  Json required(String name) {
    Json value = get(name);
    if (value == null) {
      throw wrong(name, "is missing");
    }
    return value;
  }

  /// A failure of one field, or of the object itself when there is no name.
  OciException wrong(@Nullable String name, String what) {
    StringBuilder message = new StringBuilder(place);
    if (index >= 0) {
      message.append('[').append(index).append(']');
    }
    if (name != null) {
      message.append(message.isEmpty() ? "" : ".").append(name);
    }
    if (message.isEmpty()) {
      message.append("the manifest");
    }
    return new OciException(
        ErrorCode.MANIFEST_INVALID, message.append(' ').append(what).toString());
  }
}
