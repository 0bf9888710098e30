package dev.stowage.http.v2;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3).
final class Network {
  private final byte[] prefix;
  private final int bits;

  private Network(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /// Reads `10.0.0.0/8`, `fd00::/8` or a single address.
  static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = literal(slash < 0 ? text.strip() : text.substring(0, slash).strip());
    if (address == null) {
      throw new IllegalArgumentException(text + " is no address or network like 10.0.0.0/8");
    }
    byte[] prefix = address.getAddress();
    int bits = slash < 0 ? prefix.length * 8 : number(text, slash + 1);
    if (bits < 0 || bits > prefix.length * 8) {
      throw new IllegalArgumentException(text + " has no network of so many bits");
    }
    return new Network(prefix, bits);
  }

  boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = 0xff << Math.max(0, 8 - (bits - bit));
      if (((prefix[bit / 8] ^ other[bit / 8]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }

  /// The address that the text is; null if it is none. Names are not looked up.
  static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int number(String text, int from) {
    try {
      return Integer.parseInt(text.substring(from).strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
