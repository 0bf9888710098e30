package dev.stowage.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// A secret that the registry draws: a prefix that tells its kind, 43 characters of base 62 (256
/// random bits) and six more that are the CRC32 of all before them. So scanners for leaked secrets
/// recognise it, and what is none of ours is refused before anything is looked up.
///
/// Its SHA-256 is all that is kept: no slow hash is needed where there is nothing to guess.
public final class SecretText {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int PREFIX = 4;
  private static final int RANDOM = 43;
  private static final int CHECK = 6;

  /// How long they all are.
  static final int LENGTH = PREFIX + RANDOM + CHECK;

  private static final SecureRandom SOURCE = new SecureRandom();

  private SecretText() {}

  /// A new one.
  static String draw(Secret.Kind kind) {
    StringBuilder text = new StringBuilder(kind.prefix());
    for (int i = 0; i < RANDOM; i++) {
      text.append(ALPHABET.charAt(SOURCE.nextInt(ALPHABET.length())));
    }
    return text.append(check(text)).toString();
  }

  /// A password for a person to begin with.
  static String drawPassword() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      text.append(ALPHABET.charAt(SOURCE.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /// Whether the text can be a secret of that kind.
  public static boolean isOf(Secret.Kind kind, String text) {
    int body = PREFIX + RANDOM;
    return text.length() == LENGTH
        && text.startsWith(kind.prefix())
        && check(text.substring(0, body)).equals(text.substring(body));
  }

  /// What is kept of it.
  static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String check(CharSequence text) {
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
    long value = crc.getValue();
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < CHECK; i++) {
      digits.append(ALPHABET.charAt((int) (value % ALPHABET.length())));
      value /= ALPHABET.length();
    }
    return digits.toString();
  }
}
