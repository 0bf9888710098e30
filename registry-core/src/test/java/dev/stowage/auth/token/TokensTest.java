package dev.stowage.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.guard.Caller;
import dev.stowage.auth.AuthRooms;
import dev.stowage.auth.SignedIn;
import dev.stowage.document.Document;
import dev.stowage.document.DocumentJson;
import dev.stowage.document.Freshness;
import dev.stowage.layout.Place;
import dev.stowage.layout.Principal;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.memory.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens that must count, and all those that must not.
class TokensTest {

  private static final RepositoryName APP = RepositoryName.parse("team/app");
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final MemoryStore store = new MemoryStore();
  private final TokenRooms here = new TokenRooms(store);
  private Principal alice = new Principal.User("alice");

  @BeforeEach
  void anAccount() {
    alice = here.rooms.user("alice");
  }

  @Test
  void aTokenIsKnownToEveryReplica() {
    Caller caller = new TokenRooms(store).tokens.holder(here.tokens.sign(claims())).orElseThrow();
    assertThat(caller.name()).isEqualTo("alice");
    assertThat(caller.isKnown()).isTrue();
    assertThat(caller.subject(Freshness.RECENT)).isPresent();
    assertThat(caller.covers(Verb.PULL, APP)).isTrue();
    assertThat(caller.covers(Verb.PUSH, APP)).isFalse();
    assertThat(caller.covers(Verb.PULL, RepositoryName.parse("team/other"))).isFalse();
    assertThat(caller.coversCatalog()).isFalse();
  }

  @Test
  void theHeaderThatWeWriteIsThatOfAPlainJwt() throws IOException {
    String token = here.tokens.sign(claims());
    String header = decode(token.substring(0, token.indexOf('.')));
    assertThat(header).matches("\\{\"alg\":\"RS256\",\"kid\":\"[\\w-]{43}\",\"typ\":\"JWT\"}");
    var payload =
        DocumentJson.MAPPER.readTree(
            decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))));
    assertThat(payload.get("iss").asText()).isEqualTo(TokenRooms.SERVICE);
    assertThat(payload.get("aud").asText()).isEqualTo(TokenRooms.SERVICE);
    assertThat(payload.get("sub").asText()).isEqualTo("user:alice");
    assertThat(payload.get("access").toString())
        .isEqualTo("[{\"type\":\"repository\",\"name\":\"team/app\",\"actions\":[\"pull\"]}]");
  }

  @Test
  void refusesWhatIsNoToken() {
    String token = here.tokens.sign(claims());
    for (String text :
        List.of(
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            token + ".",
            token + ".x",
            "x" + token,
            "€.€.€",
            token.substring(0, token.lastIndexOf('.') + 1),
            token.substring(0, token.lastIndexOf('.')),
            token.replace('.', ' '),
            token + "x".repeat(Jws.MAX_LENGTH))) {
      assertThat(here.tokens.holder(text)).as(text).isEmpty();
    }
  }

  @Test
  void refusesATokenInWhichABitWasChanged() {
    String token = here.tokens.sign(claims());
    int payload = token.indexOf('.') + 10;
    int signature = token.lastIndexOf('.') + 10;
    for (int at : new int[] {3, payload, signature}) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      assertThat(here.tokens.holder(token.substring(0, at) + other + token.substring(at + 1)))
          .isEmpty();
    }
  }

  @Test
  void refusesHeadersThatLetTheBearerChooseHowHeIsVerified() throws GeneralSecurityException {
    String token = here.tokens.sign(claims());
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    String header = decode(token.substring(0, token.indexOf('.')));
    String kid = header.replaceAll(".*\"kid\":\"([^\"]*)\".*", "$1");

    // alg: none
    for (String none : List.of("none", "None", "NONE")) {
      String unsigned =
          encode("{\"alg\":\"" + none + "\",\"kid\":\"" + kid + "\"}") + "." + payload;
      assertThat(here.tokens.holder(unsigned + ".")).isEmpty();
    }
    // HS256 with the public key as its secret
    byte[] publicKey = Base64.getDecoder().decode(here.keys.published().getFirst().publicKey());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(publicKey, "HmacSHA256"));
    String hs256 =
        encode("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\"}") + "." + payload;
    byte[] code = mac.doFinal(hs256.getBytes(StandardCharsets.US_ASCII));
    assertThat(here.tokens.holder(hs256 + "." + BASE64URL.encodeToString(code))).isEmpty();
    // a key of his own, under our kid, in the header or for himself
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair own = generator.generateKeyPair();
    String json = decode(payload);
    String jwk = "{" + Rsa.members((RSAPublicKey) own.getPublic()) + "}";
    for (String theirs :
        List.of(
            "{\"alg\":\"RS256\",\"kid\":\"" + kid + "\",\"typ\":\"JWT\",\"jwk\":" + jwk + "}",
            "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1/jwks\",\"kid\":\"" + kid + "\"}",
            header)) {
      assertThat(here.tokens.holder(Jws.sign(encode(theirs), own.getPrivate(), json))).isEmpty();
    }
  }

  @Test
  void refusesTokensForAnotherServiceOfTheSameKeys() {
    TokenRooms other =
        new TokenRooms(
            new AuthRooms(store), "elsewhere.example", dev.stowage.auth.FixedAuthConfig.KEY);
    assertThat(other.tokens.holder(here.tokens.sign(claims()))).isEmpty();
    assertThat(here.tokens.holder(other.tokens.sign(claims()))).isEmpty();
  }

  @Test
  void refusesTokensOfAnotherRegistry() {
    assertThat(here.tokens.holder(new TokenRooms(new MemoryStore()).tokens.sign(claims())))
        .isEmpty();
  }

  @Test
  void refusesTokensAfterTheirTimeAndBeforeIt() {
    String token = here.tokens.sign(claims());
    assertThat(here.tokens.holder(token)).isPresent();
    here.rooms.pass(Duration.ofSeconds(299));
    assertThat(here.tokens.holder(token)).isPresent();
    here.rooms.pass(Duration.ofSeconds(1));
    assertThat(here.tokens.holder(token)).isEmpty();

    String future = here.tokens.sign(claims());
    here.rooms.pass(Duration.ofSeconds(-59));
    assertThat(here.tokens.holder(future)).isPresent();
    here.rooms.pass(Duration.ofSeconds(-1));
    assertThat(here.tokens.holder(future)).isEmpty();
  }

  @Test
  void aTokenEndsWithItsAccount() {
    Caller caller = here.tokens.holder(here.tokens.sign(claims())).orElseThrow();
    here.rooms.pass(Duration.ofSeconds(2));
    assertThat(here.rooms.accounts.remove(alice)).isTrue();
    assertThat(caller.subject(Freshness.RECENT)).isEmpty();
    alice = here.rooms.user("alice"); // another one of that name
    assertThat(caller.subject(Freshness.RECENT)).isEmpty();
  }

  @Test
  void aTokenOfASecretEndsWithTheSecret() {
    Claims claims = claims(Optional.of(new SignedIn(alice, "gone")));
    Caller caller = here.tokens.holder(here.tokens.sign(claims)).orElseThrow();
    assertThat(caller.subject(Freshness.RECENT)).isEmpty();
  }

  @Test
  void keysFollowEachOtherWithoutAGap() {
    TokenRooms there = new TokenRooms(store);
    String first = here.tokens.sign(claims());
    assertThat(there.tokens.holder(first)).isPresent();
    assertThat(here.keys.published()).hasSize(1);

    pass(there, SigningKeys.LIFE.minus(SigningKeys.AHEAD).plusSeconds(1));
    String second = here.tokens.sign(claims());
    assertThat(kid(second)).isEqualTo(kid(first));
    assertThat(here.keys.published()).as("the next one is published before it signs").hasSize(2);

    pass(there, SigningKeys.AHEAD);
    String third = there.tokens.sign(claims());
    assertThat(kid(third)).isNotEqualTo(kid(first));
    assertThat(here.tokens.holder(third)).isPresent();
    assertThat(there.keys.published()).hasSize(2);

    pass(there, SigningKeys.AFTER);
    assertThat(there.keys.published()).hasSize(1);
    assertThat(there.tokens.holder(third)).isEmpty();
  }

  @Test
  void replicasThatStartAtOnceAgreeOnOneKey() throws InterruptedException {
    List<TokenRooms> replicas =
        List.of(new TokenRooms(store), new TokenRooms(store), new TokenRooms(store));
    List<Thread> threads =
        replicas.stream()
            .map(
                r ->
                    Thread.startVirtualThread(
                        () -> assertThat(r.tokens.sign(claims())).isNotEmpty()))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(keys().keys()).hasSize(1);
  }

  @Test
  void thePrivateHalfIsNotInTheBucket() {
    assertThat(here.tokens.sign(claims())).isNotEmpty();
    SigningKey key = keys().keys().getFirst();
    assertThat(key.privateKey()).doesNotContain("MII");
    TokenRooms other =
        new TokenRooms(
            new AuthRooms(store), TokenRooms.SERVICE, "another key, of 32 characters or more");
    assertThat(other.tokens.holder(here.tokens.sign(claims()))).isPresent();
    assertThatThrownBy(() -> other.tokens.sign(claims()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stowage.auth.key");
  }

  @Test
  void publishesItsKeysAsAJsonWebKeySet() throws IOException {
    String token = here.tokens.sign(claims());
    var set = DocumentJson.MAPPER.readTree(new PublishedKeys(here.keys).json());
    var key = set.get("keys").get(0);
    assertThat(key.get("kid").asText()).isEqualTo(kid(token));
    assertThat(key.get("kty").asText()).isEqualTo("RSA");
    assertThat(Base64.getUrlDecoder().decode(key.get("n").asText())).hasSize(256);
    assertThat(key.has("d")).isFalse();
  }

  private void pass(TokenRooms other, Duration time) {
    here.rooms.pass(time);
    other.rooms.pass(time);
  }

  private SigningKeys keys() {
    return here.rooms
        .documents
        .read(new Place.SigningKeys().key(), SigningKeys.class)
        .map(Document::content)
        .orElseThrow();
  }

  private Claims claims() {
    return claims(Optional.of(new SignedIn(alice, null)));
  }

  private Claims claims(Optional<SignedIn> holder) {
    Instant now = here.rooms.now.get();
    return new Claims(holder, now, now.plusSeconds(300), Map.of(APP, Verbs.of(Verb.PULL)), false);
  }

  private static String kid(String token) {
    return decode(token.substring(0, token.indexOf('.')))
        .replaceAll(".*\"kid\":\"([^\"]*)\".*", "$1");
  }

  private static String decode(String segment) {
    return new String(Base64.getUrlDecoder().decode(segment), StandardCharsets.UTF_8);
  }

  private static String encode(String json) {
    return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
