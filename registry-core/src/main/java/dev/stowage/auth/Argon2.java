package dev.stowage.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) in the notation of its reference implementation:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
final class Argon2 {

  /// What one computation takes of the heap, in KiB.
  static final int MEMORY_KIB = 19 * 1024;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT = 16;
  private static final int HASH = 32;

  /// The most that a stored hash may demand: nobody but an operator writes one, but mistakes
  /// happen.
  private static final int MOST_KIB = 64 * 1024;

  private static final int MOST_PASSES = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Argon2() {}

  /// The hash of a password, under a salt of its own.
  static String hash(String password) {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, LANES, HASH);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /// Whether the hash is that of the password.
  ///
  /// @throws IllegalArgumentException if it is no hash in this notation, or an immoderate one
  static boolean matches(String stored, String password) {
    String[] fields = stored.split("\\$", -1);
    if (fields.length != 6 || !fields[1].equals("argon2id") || !fields[2].equals("v=19")) {
      throw new IllegalArgumentException("no hash by Argon2id, version 19");
    }
    String[] costs = fields[3].split(",", -1);
    int memory = cost(costs, 0, "m=", MOST_KIB);
    int passes = cost(costs, 1, "t=", MOST_PASSES);
    int lanes = cost(costs, 2, "p=", 4);
    byte[] salt = Base64.getDecoder().decode(fields[4]);
    byte[] hash = Base64.getDecoder().decode(fields[5]);
    if (hash.length < 16 || hash.length > 64) {
      throw new IllegalArgumentException("a hash has 16 to 64 bytes");
    }
    return MessageDigest.isEqual(hash, compute(password, salt, memory, passes, lanes, hash.length));
  }

  private static byte[] compute(
      String password, byte[] salt, int memory, int passes, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    int _ = generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  private static int cost(String[] costs, int index, String name, int most) {
    if (costs.length != 3 || !costs[index].startsWith(name)) {
      throw new IllegalArgumentException("no costs like m=19456,t=2,p=1");
    }
    int cost = Integer.parseInt(costs[index].substring(2));
    if (cost < 1 || cost > most) {
      throw new IllegalArgumentException(name + " is out of bounds");
    }
    return cost;
  }
}
