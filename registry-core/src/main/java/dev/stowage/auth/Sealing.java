package dev.stowage.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// Encrypts what must lie in the bucket and must not be read there: AES-256-GCM under a key derived
/// (HKDF-SHA256) from a text in the configuration. What is sealed for one purpose opens for no
/// other. Safe for any number of threads.
public final class Sealing {

  /// The shortest text to derive a key from.
  public static final int MIN_LENGTH = 32;

  private static final int IV = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey key;
  private final String id;

  /// @throws IllegalArgumentException if the text is too short
  public Sealing(String text) {
    if (text.length() < MIN_LENGTH) {
      throw new IllegalArgumentException("a key has at least " + MIN_LENGTH + " characters");
    }
    this.key = derive(text, "stowage sealing", "AES");
    byte[] name = derive(text, "stowage key id", "Generic").getEncoded();
    this.id = HexFormat.of().formatHex(name, 0, 8);
  }

  /// Names the key without telling anything of it.
  public String id() {
    return id;
  }

  /// The plain bytes, sealed for this purpose.
  public String seal(String purpose, byte[] plain) {
    byte[] iv = new byte[IV];
    RANDOM.nextBytes(iv);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv, purpose).doFinal(plain);
      byte[] all = Arrays.copyOf(iv, IV + sealed.length);
      System.arraycopy(sealed, 0, all, IV, sealed.length);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was sealed.
  ///
  /// @throws IllegalArgumentException if it was sealed by another key, for another purpose, or has
  ///   been changed
  public byte[] open(String purpose, String sealed) {
    byte[] all = Base64.getUrlDecoder().decode(sealed);
    if (all.length < IV) {
      throw new IllegalArgumentException("nothing is sealed here");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, IV), purpose)
          .doFinal(all, IV, all.length - IV);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this key does not open it", e);
    }
  }

  private Cipher cipher(int mode, byte[] iv, String purpose) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static SecretKey derive(String text, String label, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(text.getBytes(StandardCharsets.UTF_8))
                  .thenExpand(label.getBytes(StandardCharsets.UTF_8), 32));
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException(e);
    }
  }
}
