package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.azure.Unruly.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/// An account entered by tokens instead of its key, over TLS by a certificate of one's own.
class IdentityTest {

  private static TestCertificate certificate;
  private static Azurite azurite;

  private final ObjectKey key = new ObjectKey("identity/" + UUID.randomUUID());
  private final Tokens tokens = new Tokens();
  private Unruly unruly;
  private Configured configured;

  /// Gives tokens as a directory would.
  private static final class Tokens implements TokenCredential {
    private final AtomicInteger given = new AtomicInteger();
    private Duration life = Duration.ofHours(1);

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      return Mono.fromSupplier(
          () -> {
            given.incrementAndGet();
            OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plus(life);
            long now = OffsetDateTime.now(ZoneOffset.UTC).toEpochSecond();
            String claims =
                """
                {"aud":"https://storage.azure.com","iss":"https://sts.windows.net/tenant/",\
                "nbf":%d,"iat":%d,"exp":%d,"oid":"someone","tid":"tenant"}\
                """
                    .formatted(now - 60, now - 60, end.plusHours(1).toEpochSecond());
            return new AccessToken(base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".x", end);
          });
    }

    private static String base64(String text) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException, InterruptedException {
    certificate = TestCertificate.make(directory);
    azurite =
        Azurite.start(
            "https",
            "--oauth=basic",
            "--cert=" + certificate.keys(),
            "--pwd=" + TestCertificate.PASSWORD);
    Settings byKey = trusting(Configured.at(azurite.endpoint())).settings();
    Connector.connect(byKey, Optional.empty()).createIfNotExists();
  }

  @AfterAll
  static void stop() {
    azurite.close();
  }

  private static Configured trusting(Configured configured) {
    return configured.with("ca-file", certificate.certificate().toString());
  }

  @BeforeEach
  void open() throws IOException {
    unruly = Unruly.encrypted(azurite, certificate);
    configured = trusting(Configured.at(unruly.endpoint())).without("account-key");
  }

  @AfterEach
  void close() {
    unruly.close();
  }

  private ObjectStore store() {
    return AzureStore.open(configured.settings(), Optional.of(tokens));
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(certificate.context()).build()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void readsAndWritesByToken() {
    try (ObjectStore store = store()) {
      assertThat(store.write(key, Content.of("x"), Condition.IF_ABSENT).written()).isTrue();
      try (ObjectBody body = store.open(key, ByteRange.ALL).orElseThrow()) {
        assertThat(body.readAll()).hasSize(1);
      }
      store.copy(key, new ObjectKey(key + "-copy"), Condition.IF_ABSENT);
      assertThat(store.deleteAll(List.of(key))).isEmpty();
      assertThat(store.head(key)).isEmpty();
    }
    assertThat(tokens.given).hasValue(1);
  }

  @Test
  void signsByADelegatedKeyThatItAsksForOnce() throws IOException, InterruptedException {
    try (ObjectStore store = store()) {
      assertThat(store.capabilities().presign()).isTrue();
      store.write(key, Content.of("signed"), Condition.ALWAYS);
      PresignOptions options = new PresignOptions("text/x-test", "inline", Duration.ofMinutes(5));
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = get(store.presignGet(key, options).orElseThrow());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("signed");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/x-test");
      }
      assertThat(unruly.seen()).containsOnlyOnce("POST userdelegationkey");
    }
  }

  @Test
  void readsThroughTheRegistryWhereItMayNotSign() {
    unruly.next(
        "POST userdelegationkey",
        new Fault.Answer(403, Map.of("x-ms-error-code", "AuthorizationPermissionMismatch")));
    try (ObjectStore store = store()) {
      assertThat(store.capabilities().presign()).isFalse();
      PresignOptions options = new PresignOptions("", "", Duration.ofMinutes(5));
      assertThat(store.presignGet(key, options)).isEmpty();
    }
  }

  @Test
  void takesUpNewTokensWhenTheOldOnesEnd() {
    tokens.life = Duration.ofSeconds(1);
    try (ObjectStore store = store()) {
      int before = tokens.given.get();
      while (tokens.given.get() == before) {
        assertThat(store.head(key)).isEmpty();
      }
    }
  }

  @Test
  void namesTheFileOfCertificatesWhereItTrustsNobody() {
    Configured untrusting = configured.without("ca-file");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> AzureStore.open(untrusting.settings(), Optional.of(tokens)))
        .returns(Kind.UNAVAILABLE, StorageException::kind)
        .withMessageContaining("stowage.storage.azure.ca-file");
  }

  @Test
  void saysThatTheProcessIsNobody() {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> AzureStore.open(configured.settings()))
        // Where nobody gives identities, some networks say so, and others say nothing.
        .satisfies(e -> assertThat(e.kind()).isIn(Kind.DENIED, Kind.TIMEOUT))
        .withMessageContaining("stowage.storage.azure.account-key");
  }
}
