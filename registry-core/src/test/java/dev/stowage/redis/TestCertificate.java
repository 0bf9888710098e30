package dev.stowage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;

/// A certificate for 127.0.0.1 that nobody trusts but who is told to, and its key, as PEM files.
record TestCertificate(Path certificate, Path key) {

  private static final String PASSWORD = "password";

  /// Makes one in that folder, by the JDK's keytool.
  static TestCertificate make(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path keys = directory.resolve("keys.p12");
    Process process =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                        + " -genkeypair -alias server -keyalg EC -dname CN=127.0.0.1"
                        + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass "
                        + PASSWORD
                        + " -keystore "
                        + keys)
                    .split(" "))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Key key = store.getKey("server", PASSWORD.toCharArray());
    return new TestCertificate(
        pem(directory, "CERTIFICATE", store.getCertificate("server").getEncoded()),
        pem(directory, "PRIVATE KEY", key.getEncoded()));
  }

  private static Path pem(Path directory, String what, byte[] bytes) throws IOException {
    return Files.writeString(
        directory.resolve(what.replace(' ', '-') + ".pem"),
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes)
            + "\n-----END "
            + what
            + "-----\n");
  }
}
