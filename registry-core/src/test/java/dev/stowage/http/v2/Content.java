package dev.stowage.http.v2;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/// Content that tests push.
final class Content {
  static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

  private Content() {}

  static byte[] bytes(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    return "sha256:" + hash("SHA-256", bytes);
  }

  static String sha512(byte[] bytes) {
    return "sha512:" + hash("SHA-512", bytes);
  }

  /// Pushes a blob in one request and returns its digest.
  static String blob(Wire wire, String name, byte[] bytes) throws IOException {
    String digest = sha256(bytes);
    Reply reply = wire.send("POST", "/v2/" + name + "/blobs/uploads/?digest=" + digest, bytes);
    if (reply.status() != 201) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return digest;
  }

  /// A manifest without layers, made unique by a note.
  static byte[] manifest(String note) {
    String empty =
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":2}"
            .formatted(EMPTY_TYPE, sha256("{}".getBytes(StandardCharsets.UTF_8)));
    return ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"application/x.test\",\"config\":%s,\"layers\":[%s],"
            + "\"annotations\":{\"note\":\"%s\"}}")
        .formatted(MANIFEST_TYPE, empty, empty, note)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Pushes a manifest and what it needs, and returns its digest.
  static String manifest(Wire wire, String name, String tag, String note) throws IOException {
    blob(wire, name, "{}".getBytes(StandardCharsets.UTF_8));
    byte[] manifest = manifest(note);
    Reply reply =
        wire.send(
            "PUT", "/v2/" + name + "/manifests/" + tag, manifest, "Content-Type: " + MANIFEST_TYPE);
    if (reply.status() != 201) {
      throw new AssertionError(reply.status() + " " + reply.text());
    }
    return sha256(manifest);
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
