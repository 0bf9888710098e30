package dev.stowage.http.v2;

import dev.stowage.access.Network;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Who sent a request, for the log. That is the peer; but where the peer is a proxy that the
/// operator trusts, it is whom the proxy names.
///
/// Proxies append to what they were sent, and clients may send anything, so the header is read from
/// its end: each trusted proxy vouches for the one hop before it, and the first that is not trusted
/// is the client. Only the one header that the operator says his proxies write is believed. Of
/// `X-Forwarded-Host`, `-Proto` and their like nothing is read at all: what the registry says of
/// itself comes from `stowage.external-url`. Safe for all threads.
@Singleton
final class ClientAddresses {
  /// Which header the proxies write.
  enum Header {
    /// `X-Forwarded-For: client, proxy`
    X_FORWARDED_FOR,
    /// `Forwarded: for=client;proto=https, for=proxy` (RFC 7239)
    FORWARDED;

    static Header of(String name) {
      return switch (name.strip().toLowerCase(Locale.ROOT)) {
        case "x-forwarded-for" -> X_FORWARDED_FOR;
        case "forwarded" -> FORWARDED;
        default ->
            throw new IllegalArgumentException(
                "stowage.forwarded.header is x-forwarded-for or forwarded, not " + name);
      };
    }
  }

  private final List<Network> trusted;
  private final Header header;

  /// @param proxies addresses and networks (`10.0.0.0/8`) of proxies; absent: none
  ClientAddresses(
      @ConfigProperty(name = "stowage.forwarded.trusted-proxies") Optional<List<String>> proxies,
      @ConfigProperty(name = "stowage.forwarded.header", defaultValue = "x-forwarded-for")
          String header) {
    this.trusted = proxies.orElse(List.of()).stream().map(Network::parse).toList();
    this.header = Header.of(header);
  }

  /// The client's address, or `-` if the connection has none.
  String of(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    String peer = remote == null ? null : remote.hostAddress();
    if (peer == null) {
      return "-";
    }
    return trusted.isEmpty() ? peer : of(peer, request.headers().getAll(name()));
  }

  /// The client's address behind a peer that sent these values of the header.
  String of(String peer, List<String> values) {
    InetAddress address = Network.literal(peer);
    if (address == null || !isTrusted(address)) {
      return peer;
    }
    InetAddress client = address;
    for (int i = values.size() - 1; i >= 0; i--) {
      String[] hops = values.get(i).split(",", -1);
      for (int j = hops.length - 1; j >= 0; j--) {
        InetAddress hop = address(hops[j]);
        if (hop == null) {
          return client.getHostAddress(); // hidden, or no address: nobody before it is known
        }
        client = hop;
        if (!isTrusted(hop)) {
          return client.getHostAddress();
        }
      }
    }
    return client.getHostAddress();
  }

  private String name() {
    return switch (header) {
      case X_FORWARDED_FOR -> "X-Forwarded-For";
      case FORWARDED -> "Forwarded";
    };
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }

  private @Nullable InetAddress address(String hop) {
    return switch (header) {
      case X_FORWARDED_FOR -> node(hop);
      case FORWARDED -> {
        for (String pair : hop.split(";", -1)) {
          String text = pair.strip();
          if (text.toLowerCase(Locale.ROOT).startsWith("for=")) {
            yield node(text.substring(4));
          }
        }
        yield null;
      }
    };
  }

  /// The address of a node that may be quoted, in brackets, and have a port (RFC 7239, section 6).
  private static @Nullable InetAddress node(String text) {
    String node = text.strip();
    if (node.length() >= 2 && node.startsWith("\"") && node.endsWith("\"")) {
      node = node.substring(1, node.length() - 1);
    }
    int bracket = node.indexOf(']');
    int colon = node.indexOf(':');
    if (node.startsWith("[") && bracket > 0) {
      node = node.substring(1, bracket);
    } else if (colon >= 0 && colon == node.lastIndexOf(':')) {
      node = node.substring(0, colon);
    }
    return Network.literal(node);
  }
}
