package dev.stowage.storage.gcs;

import com.google.api.services.storage.model.StorageObject;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/// A word written beside an object, by which a writer whose answer was lost knows his own work
/// again: 128 random bits.
final class Token {

  /// Its length, in characters.
  static final int LENGTH = 32;

  /// The name of the metadata that holds it.
  static final String METADATA = "stowage-write";

  private static final SecureRandom RANDOM = new SecureRandom();

  private Token() {}

  static String random() {
    byte[] bytes = new byte[LENGTH / 2];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static boolean isValid(String text) {
    return text.length() == LENGTH && text.chars().allMatch(Token::isHex);
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /// Whether that object was written with `token`.
  static boolean isOn(StorageObject object, String token) {
    Map<String, String> metadata = object.getMetadata();
    return metadata != null && token.equals(metadata.get(METADATA));
  }
}
