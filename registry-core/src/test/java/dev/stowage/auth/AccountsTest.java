package dev.stowage.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.access.Limit;
import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import dev.stowage.document.Freshness;
import dev.stowage.layout.Place;
import dev.stowage.layout.Principal;
import dev.stowage.oci.error.OciException;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final Principal CI = new Principal.Robot("team", "ci");

  private final MemoryStore store = new MemoryStore();
  private final AuthRooms rooms = new AuthRooms(store);
  private final Accounts accounts = rooms.accounts;

  @Test
  void signsInByThePasswordAndByNothingElse() {
    Principal alice = rooms.user("alice");
    assertThat(accounts.signIn("alice", AuthRooms.PASSWORD, null))
        .contains(new SignedIn(alice, null));
    assertThat(accounts.signIn("alice", AuthRooms.PASSWORD, null)).isPresent();
    assertThat(accounts.signIn("alice", AuthRooms.PASSWORD + " ", null)).isEmpty();
    assertThat(accounts.signIn("alice", "", null)).isEmpty();
    assertThat(accounts.signIn("alice", "x".repeat(10_000), null)).isEmpty();
    assertThat(accounts.signIn("Alice", AuthRooms.PASSWORD, null)).isEmpty();
    assertThat(accounts.signIn("bob", AuthRooms.PASSWORD, null)).isEmpty();
    assertThat(accounts.signIn("", AuthRooms.PASSWORD, null)).isEmpty();
    assertThat(accounts.signIn("../user/alice", AuthRooms.PASSWORD, null)).isEmpty();
  }

  @Test
  void aChangedPasswordEndsWhatTheFormerOneGave() {
    Principal alice = rooms.user("alice");
    SignedIn before = accounts.signIn("alice", AuthRooms.PASSWORD, null).orElseThrow();
    String refresh = accounts.drawRefreshToken(before, "docker").orElseThrow();
    assertThat(accounts.signInByRefreshToken(refresh)).isPresent();
    var issued = rooms.now.get();
    assertThat(accounts.subject(before, issued, Freshness.RECENT)).isPresent();

    rooms.pass(Duration.ofSeconds(5));
    String hash = rooms.passwords.hash("another password");
    rooms.change(alice, account -> account.withPassword(hash, rooms.now.get()));
    assertThat(accounts.signIn("alice", AuthRooms.PASSWORD, null)).isEmpty();
    assertThat(accounts.signIn("alice", "another password", null)).isPresent();
    assertThat(accounts.signInByRefreshToken(refresh)).isEmpty();
    assertThat(accounts.subject(before, issued, Freshness.RECENT)).isEmpty();
    assertThat(accounts.subject(before, rooms.now.get(), Freshness.RECENT)).isPresent();
  }

  @Test
  void refusesPasswordsThatAreTooShortOrTooLong() {
    assertThatThrownBy(() -> rooms.passwords.hash("short")).isInstanceOf(OciException.class);
    assertThatThrownBy(() -> rooms.passwords.hash("x".repeat(257)))
        .isInstanceOf(OciException.class);
  }

  @Test
  void aDisabledAccountIsNone() {
    Principal alice = rooms.user("alice");
    SignedIn before = accounts.signIn("alice", AuthRooms.PASSWORD, null).orElseThrow();
    rooms.change(alice, account -> account.withDisabled(true, rooms.now.get()));
    assertThat(accounts.signIn("alice", AuthRooms.PASSWORD, null)).isEmpty();
    assertThat(accounts.subject(before, Freshness.RECENT)).isEmpty();
    rooms.change(alice, account -> account.withDisabled(false, rooms.now.get()));
    assertThat(accounts.signIn("alice", AuthRooms.PASSWORD, null)).isPresent();
  }

  @Test
  void aPersonalTokenNarrowsUntilItExpiresOrIsRevoked() {
    Principal alice = rooms.user("alice");
    rooms.change(alice, account -> account.withGroups(List.of("dev")));
    Limit limit = new Limit(Verbs.of(Verb.PULL), null);
    Secret.Drawn token =
        Secret.draw(Secret.Kind.PERSONAL, "laptop", rooms.now.get(), Duration.ofDays(1), limit);
    rooms.change(alice, account -> account.with(token.secret(), rooms.now.get()));

    SignedIn signedIn = accounts.signIn("alice", token.text(), null).orElseThrow();
    assertThat(signedIn.secret()).isEqualTo(token.secret().id());
    Subject subject = accounts.subject(signedIn, Freshness.RECENT).orElseThrow();
    assertThat(subject.limit()).isEqualTo(limit);
    assertThat(subject.who()).containsExactlyInAnyOrder(Who.of(alice), Who.group("dev"));
    assertThat(accounts.signIn("bob", token.text(), null)).isEmpty();
    assertThat(accounts.drawRefreshToken(signedIn, "docker")).isEmpty();

    rooms.pass(Duration.ofDays(1));
    assertThat(accounts.signIn("alice", token.text(), null)).isEmpty();
    assertThat(accounts.subject(signedIn, Freshness.RECENT)).isEmpty();
    rooms.pass(Duration.ofDays(-1));
    assertThat(accounts.subject(signedIn, Freshness.RECENT)).isPresent();
    rooms.change(alice, account -> account.without(token.secret().id()));
    assertThat(accounts.signIn("alice", token.text(), null)).isEmpty();
    assertThat(accounts.subject(signedIn, Freshness.RECENT)).isEmpty();
  }

  @Test
  void aRobotChangesItsSecretWithoutAGap() {
    Account _ = accounts.change(CI, none -> Account.created(CI, rooms.now.get()));
    Secret.Drawn one = robotSecret();
    Secret.Drawn two = robotSecret();
    assertThat(accounts.signIn("team+ci", one.text(), null)).isPresent();
    assertThat(accounts.signIn("team+ci", two.text(), null)).isPresent();
    assertThat(accounts.signIn("ci", one.text(), null)).isEmpty();
    assertThat(
            accounts
                .find(CI, Freshness.LIVE)
                .orElseThrow()
                .hasRoomFor(Secret.Kind.ROBOT, rooms.now.get()))
        .isFalse();
    rooms.change(CI, account -> account.without(one.secret().id()));
    assertThat(accounts.signIn("team+ci", one.text(), null)).isEmpty();
    assertThat(accounts.signIn("team+ci", two.text(), null)).isPresent();
  }

  @Test
  void aRefreshTokenIsGoodForTheTokenServiceAlone() {
    Principal alice = rooms.user("al.i-ce");
    SignedIn signedIn = accounts.signIn("al.i-ce", AuthRooms.PASSWORD, null).orElseThrow();
    String refresh = accounts.drawRefreshToken(signedIn, "docker").orElseThrow();
    assertThat(accounts.signInByRefreshToken(refresh).orElseThrow().principal()).isEqualTo(alice);
    assertThat(accounts.signIn("al.i-ce", refresh, null)).isEmpty();
    assertThat(accounts.signIn("al.i-ce", refresh.substring(0, SecretText.LENGTH), null)).isEmpty();
    assertThat(accounts.signInByRefreshToken(refresh + "x")).isEmpty();
    assertThat(accounts.signInByRefreshToken(refresh.substring(0, SecretText.LENGTH))).isEmpty();
    assertThat(accounts.signInByRefreshToken("")).isEmpty();
    rooms.pass(Accounts.REFRESH_LIFE);
    assertThat(accounts.signInByRefreshToken(refresh)).isEmpty();
  }

  @Test
  void theOldestRefreshTokenGivesWay() {
    rooms.user("alice");
    SignedIn signedIn = accounts.signIn("alice", AuthRooms.PASSWORD, null).orElseThrow();
    String first = accounts.drawRefreshToken(signedIn, "docker").orElseThrow();
    for (int i = 0; i < Account.MAX_SECRETS; i++) {
      assertThat(accounts.signInByRefreshToken(first)).isPresent();
      assertThat(accounts.drawRefreshToken(signedIn, "docker")).isPresent();
    }
    assertThat(accounts.signInByRefreshToken(first)).isEmpty();
  }

  @Test
  void keepsNoSecretItself() {
    Principal alice = rooms.user("alice");
    Secret.Drawn token =
        Secret.draw(Secret.Kind.PERSONAL, "laptop", rooms.now.get(), null, Limit.NONE);
    rooms.change(alice, account -> account.with(token.secret(), rooms.now.get()));
    try (var body = store.open(new Place.Account(alice).key(), ByteRange.ALL).orElseThrow()) {
      String json = new String(body.readAll(), StandardCharsets.UTF_8);
      assertThat(json).contains("$argon2id$").doesNotContain(AuthRooms.PASSWORD, token.text());
    }
    Account account = accounts.find(alice, Freshness.LIVE).orElseThrow();
    assertThat(account.toString()).doesNotContain("$argon2id$", token.secret().hash());
    assertThat(Optional.of(token.secret()).toString()).doesNotContain(token.secret().hash());
  }

  @Test
  void recognisesItsSecretsByTheirForm() {
    String text = SecretText.draw(Secret.Kind.PERSONAL);
    assertThat(text).matches("swp_[0-9A-Za-z]{49}");
    assertThat(SecretText.isOf(Secret.Kind.PERSONAL, text)).isTrue();
    assertThat(SecretText.isOf(Secret.Kind.ROBOT, text)).isFalse();
    assertThat(SecretText.isOf(Secret.Kind.PERSONAL, text.substring(1))).isFalse();
    char last = text.charAt(text.length() - 1);
    String changed = text.substring(0, text.length() - 1) + (last == 'a' ? 'b' : 'a');
    assertThat(SecretText.isOf(Secret.Kind.PERSONAL, changed)).isFalse();
  }

  private Secret.Drawn robotSecret() {
    Secret.Drawn drawn = Secret.draw(Secret.Kind.ROBOT, "", rooms.now.get(), null, Limit.NONE);
    rooms.change(CI, account -> account.with(drawn.secret(), rooms.now.get()));
    return drawn;
  }
}
