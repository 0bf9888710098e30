package dev.stowage.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3).
public final class Network {
  private final byte[] prefix;
  private final int bits;

  private Network(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /// Reads `10.0.0.0/8`, `fd00::/8` or a single address.
  ///
  /// @throws IllegalArgumentException when it is anything else
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Network parse(String text) {
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

  /// Whether the address begins with these bits.
  public boolean contains(InetAddress address) {
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
  public static @Nullable InetAddress literal(String text) {
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Network n && n.bits == bits && Arrays.equals(n.prefix, prefix);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prefix) + bits;
  }

  /// As [#parse] reads it.
  @JsonValue
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(prefix).getHostAddress() + '/' + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // its length is that of an address
    }
  }
}
