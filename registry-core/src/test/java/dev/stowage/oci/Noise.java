package dev.stowage.oci;

import java.util.Random;

/// Bad input for parsers: random and mutated, from a seed, so that a failure can be repeated.
public final class Noise {
  private static final String SPICE =
      "\u0000\u001f \"\\/:;.,-_+@%[]{}~\u007f\u00e9\ud800\udc00\u2028";

  private final Random random;

  public Noise(long seed) {
    random = new Random(seed);
  }

  /// A number from 0 to `bound` - 1.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// Text of at most `maxLength` characters of all kinds.
  public String text(int maxLength) {
    StringBuilder out = new StringBuilder();
    for (int left = random.nextInt(maxLength + 1); left > 0; left--) {
      out.append(character());
    }
    return out.toString();
  }

  /// The text with one to four small changes.
  public String mutated(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(out.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> out.insert(at, character());
        case 1 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(3)));
        case 2 -> out.insert(at, out.substring(Math.max(0, at - random.nextInt(8)), at));
        default -> out.replace(at, Math.min(out.length(), at + 1), String.valueOf(character()));
      }
    }
    return out.toString();
  }

  /// At most `maxLength` random bytes.
  public byte[] bytes(int maxLength) {
    byte[] bytes = new byte[random.nextInt(maxLength + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// The bytes with one to four changes: bits flipped, pieces cut out, doubled or overwritten.
  public byte[] mutated(byte[] bytes) {
    byte[] out = bytes.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(out.length + 1);
      int length = Math.min(out.length - at, 1 + random.nextInt(12));
      out =
          switch (random.nextInt(4)) {
            case 0 -> spliced(out, at, at + length, new byte[0]);
            case 1 -> spliced(out, at, at, java.util.Arrays.copyOfRange(out, at, at + length));
            case 2 -> spliced(out, at, at + length, bytes(length));
            default -> flipped(out, at);
          };
    }
    return out;
  }

  private byte[] flipped(byte[] bytes, int at) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] out = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
    return out;
  }

  private char character() {
    return switch (random.nextInt(4)) {
      case 0 -> (char) ('a' + random.nextInt(26));
      case 1 -> (char) ('0' + random.nextInt(10));
      case 2 -> SPICE.charAt(random.nextInt(SPICE.length()));
      default -> (char) random.nextInt(0x10000);
    };
  }
}
