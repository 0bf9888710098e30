package dev.stowage.auth.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// RSA keys, and how they are written (RFC 7518, section 6.3; RFC 7638).
final class Rsa {

  private static final int BITS = 2048;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private Rsa() {}

  /// A new pair, as it is written.
  ///
  /// @param privateKey PKCS #8
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Pair(String kid, String publicKey, byte[] privateKey) {}

  static Pair draw() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      return new Pair(
          thumbprint((RSAPublicKey) pair.getPublic()),
          Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
          pair.getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @throws IllegalArgumentException if it is none
  static RSAPublicKey publicKey(String x509) {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(x509)));
      return (RSAPublicKey) key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no public key", e);
    }
  }

  /// @throws IllegalArgumentException if it is none
  static PrivateKey privateKey(byte[] pkcs8) {
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no private key", e);
    }
  }

  /// The members of a public key in a JSON Web Key, in the order of their names.
  static String members(RSAPublicKey key) {
    return "\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\""
        .formatted(unsigned(key.getPublicExponent()), unsigned(key.getModulus()));
  }

  private static String thumbprint(RSAPublicKey key) {
    try {
      byte[] text = ("{" + members(key) + "}").getBytes(StandardCharsets.UTF_8);
      return BASE64URL.encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return BASE64URL.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }
}
