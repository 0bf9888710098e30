package dev.stowage.auth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/// JSON Web Signatures in compact form, by RS256 (RFC 7515, RFC 7518 section 3.3), and only those
/// that we write ourselves.
///
/// Of a token from outside nothing is interpreted before its signature was found right: its header
/// is compared, as text, to those that we write.
final class Jws {

  /// The longest token; as long as all headers of a request may be.
  static final int MAX_LENGTH = 16 << 10;

  private static final String ALGORITHM = "SHA256withRSA";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private Jws() {}

  /// The first segment of what the key of that id signs.
  static String header(String kid) {
    return encode("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}");
  }

  /// The payload, signed.
  static String sign(String header, PrivateKey key, String payload) {
    String signed = header + '.' + encode(payload);
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + '.' + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The payload, if it was signed by one of our keys.
  ///
  /// @param keys the key whose tokens begin so
  static Optional<byte[]> verify(String token, Function<String, Optional<PublicKey>> keys) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (token.length() > MAX_LENGTH || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    return keys.apply(token.substring(0, first))
        .filter(key -> isSigned(token, second, key))
        .map(key -> Base64.getUrlDecoder().decode(token.substring(first + 1, second)));
  }

  private static boolean isSigned(String token, int mark, PublicKey key) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(token.substring(0, mark).getBytes(StandardCharsets.ISO_8859_1));
      return signature.verify(Base64.getUrlDecoder().decode(token.substring(mark + 1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String encode(String json) {
    return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
