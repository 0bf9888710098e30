package dev.stowage.storage.s3;

import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// A random word that goes with a conditional write as metadata of the object, so that whoever lost
/// the answer can tell whether what stands is his. Empty: none.
record WriteMark(String word) {

  private static final String NAME = "stowage-write";

  /// The header that carries it.
  static final String HEADER = "x-amz-meta-" + NAME;

  private static final int BYTES = 12;

  /// No mark; matches nothing.
  static final WriteMark NONE = new WriteMark("");

  static WriteMark random() {
    byte[] bytes = new byte[BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return new WriteMark(HexFormat.of().formatHex(bytes));
  }

  Map<String, String> metadata() {
    return word.isEmpty() ? Map.of() : Map.of(NAME, word);
  }
}
