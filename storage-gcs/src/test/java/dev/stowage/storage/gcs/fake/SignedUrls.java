package dev.stowage.storage.gcs.fake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/// V4 signatures in the query of a URL, verified by the rules: canonical request, string to sign,
/// RSA-SHA256 by the account's key, not before its time and not after.
final class SignedUrls {

  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration MAX_SKEW = Duration.ofMinutes(15);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Accounts accounts;

  SignedUrls(Accounts accounts) {
    this.accounts = accounts;
  }

  static boolean concerns(Request request) {
    return request.query().containsKey("X-Goog-Signature");
  }

  /// Refuses a request that the account did not sign, or not for now.
  void check(Request request) {
    String date = parameter(request, "X-Goog-Date");
    String credential = parameter(request, "X-Goog-Credential");
    String scope = date.substring(0, Math.min(8, date.length())) + "/auto/storage/goog4_request";
    if (!parameter(request, "X-Goog-Algorithm").equals("GOOG4-RSA-SHA256")
        || !credential.equals(Accounts.EMAIL + "/" + scope)) {
      throw Problem.denied(403, "wrong algorithm or credential");
    }
    checkTime(date, Preconditions.number(parameter(request, "X-Goog-Expires")));
    List<String> signed = Arrays.asList(parameter(request, "X-Goog-SignedHeaders").split(";", -1));
    if (!signed.contains("host")) {
      throw Problem.denied(403, "the host is not signed");
    }
    String toSign =
        "GOOG4-RSA-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical(request, signed));
    byte[] signature;
    try {
      signature = HexFormat.of().parseHex(parameter(request, "X-Goog-Signature"));
    } catch (IllegalArgumentException e) {
      throw Problem.denied(403, "the signature is no hex");
    }
    if (!accounts.verified(toSign.getBytes(StandardCharsets.UTF_8), signature)) {
      throw new Problem(
          403,
          "forbidden",
          "SignatureDoesNotMatch",
          "Access denied: the request signature we calculated does not match.");
    }
  }

  private static void checkTime(String date, long expires) {
    Instant then;
    try {
      then = TIME.parse(date, Instant::from);
    } catch (DateTimeParseException e) {
      throw Problem.denied(403, "no date");
    }
    Instant now = Instant.now();
    if (expires < 1 || expires > LONGEST.toSeconds() || then.isAfter(now.plus(MAX_SKEW))) {
      throw Problem.denied(400, "expires out of range, or signed in the future");
    }
    if (now.isAfter(then.plusSeconds(expires))) {
      throw new Problem(400, "expired", "ExpiredToken", "The provided token has expired.");
    }
  }

  private static String canonical(Request request, List<String> signed) {
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append('\n').append(request.rawPath()).append('\n');
    TreeMap<String, String> raw = new TreeMap<>();
    for (String pair : request.rawQuery().split("&", -1)) {
      if (!pair.startsWith("X-Goog-Signature=")) {
        raw.put(pair, pair);
      }
    }
    text.append(String.join("&", raw.values())).append('\n');
    for (String header : signed) {
      text.append(header).append(':').append(request.header(header).strip()).append('\n');
    }
    return text.append('\n')
        .append(String.join(";", signed))
        .append("\nUNSIGNED-PAYLOAD")
        .toString();
  }

  private static String parameter(Request request, String name) {
    String value = request.query().get(name);
    if (value == null) {
      throw Problem.denied(403, "without " + name);
    }
    return value;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
