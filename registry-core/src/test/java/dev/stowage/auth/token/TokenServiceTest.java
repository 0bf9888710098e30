package dev.stowage.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.access.Grant;
import dev.stowage.access.NamespaceAccess;
import dev.stowage.access.Role;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import dev.stowage.access.guard.Caller;
import dev.stowage.auth.SignedIn;
import dev.stowage.layout.Principal;
import dev.stowage.oci.error.OciException;
import dev.stowage.storage.memory.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenServiceTest {

  private final TokenRooms rooms = new TokenRooms(new MemoryStore());
  private Optional<SignedIn> alice = Optional.empty();

  @BeforeEach
  void aliceWritesInTeamAndAnybodyPullsFromOpen() {
    Principal user = rooms.rooms.user("alice");
    alice = Optional.of(new SignedIn(user, null));
    NamespaceAccess _ =
        rooms.rooms.access.change(
            "team",
            none ->
                NamespaceAccess.created(rooms.rooms.now.get())
                    .with(Verbs.NONE, List.of(Grant.of(Who.of(user), Role.WRITER))));
    NamespaceAccess _ =
        rooms.rooms.access.change(
            "open",
            none ->
                NamespaceAccess.created(rooms.rooms.now.get())
                    .with(Verbs.of(Verb.PULL), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repository:team/app:pull | repository:team/app:pull",
        "repository:team/app:push,pull | repository:team/app:pull,push",
        "repository:team/app:* | repository:team/app:pull,push",
        "repository:team/app:delete | repository:team/app:",
        "repository:other/app:pull | repository:other/app:",
        "repository(plugin):team/app:pull | repository:team/app:pull",
        "repository:open/app:pull,push | repository:open/app:pull",
        "repository:team/app:pull repository:team/b:push | repository:team/app:pull repository:team/b:pull,push",
        "repository:team/app:pull repository:team/app:push | repository:team/app:pull,push",
        "repository:team/app:fly | repository:team/app:",
        "registry:catalog:* | registry:catalog:*",
        "registry:other:* | ''",
        "machine:team/app:pull | ''",
        "'' | ''"
      })
  void givesWhatIsAskedForAsFarAsItIsAllowed(String asked, String given) {
    assertThat(rooms.service.give(alice, List.of(asked), null).scope()).isEqualTo(given);
  }

  @Test
  void aTokenHoldsNoMoreThanWasAskedFor() {
    String token = rooms.service.give(alice, List.of("repository:team/app:pull"), null).token();
    Caller caller = rooms.tokens.holder(token).orElseThrow();
    var app = dev.stowage.oci.name.RepositoryName.parse("team/app");
    assertThat(caller.covers(Verb.PULL, app)).isTrue();
    assertThat(caller.covers(Verb.PUSH, app)).isFalse();
    assertThat(caller.covers(Verb.DELETE, app)).isFalse();
  }

  @Test
  void takesSeveralValuesAndSeveralScopesInOne() {
    assertThat(
            rooms
                .service
                .give(
                    alice,
                    List.of(
                        "repository:team/a:pull repository:team/b:pull", "repository:team/c:pull"),
                    null)
                .scope())
        .isEqualTo("repository:team/a:pull repository:team/b:pull repository:team/c:pull");
  }

  @Test
  void givesAnybodyWhatIsPublic() {
    TokenService.Given given =
        rooms.service.give(
            Optional.empty(),
            List.of("repository:open/app:pull,push", "repository:team/app:pull"),
            null);
    assertThat(given.scope()).isEqualTo("repository:open/app:pull repository:team/app:");
    Caller caller = rooms.tokens.holder(given.token()).orElseThrow();
    assertThat(caller.isKnown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repository",
        "repository:",
        "repository:team/app",
        ":team/app:pull",
        ":",
        "::",
        "repository:Team/App:pull",
        "repository:../x:pull",
        "repository::pull",
        "repository:team/app/:pull"
      })
  void refusesMalformedScopes(String scope) {
    assertThatThrownBy(() -> rooms.service.give(alice, List.of(scope), null))
        .isInstanceOfSatisfying(OciException.class, e -> assertThat(e.status()).isEqualTo(400));
  }

  @Test
  void refusesTooMuchAtOnce() {
    List<String> many =
        java.util.stream.IntStream.range(0, Scope.MAX_SCOPES + 1)
            .mapToObj(i -> "repository:team/a" + i + ":pull")
            .toList();
    assertThatThrownBy(() -> rooms.service.give(alice, many, null))
        .isInstanceOf(OciException.class);
    assertThatThrownBy(
            () -> rooms.service.give(alice, List.of("x".repeat(Scope.MAX_LENGTH + 1)), null))
        .isInstanceOf(OciException.class);
  }

  @Test
  void noNoiseInScopesOrTokensDoesMoreThanBeRefused() {
    Random random = new Random(11);
    String alphabet = "repository:team/app:pull,push *()%{}\"\\é\u0000.=";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "repository:team/" : "");
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(Scope.parse(List.of(text.toString()))).isNotNull();
      } catch (OciException e) {
        assertThat(e.status()).isEqualTo(400);
      }
      assertThat(rooms.tokens.holder(text.toString())).isEmpty();
    }
  }

  @Test
  void refusesAnotherService() {
    rooms.service.checkService(Optional.empty());
    rooms.service.checkService(Optional.of(""));
    rooms.service.checkService(Optional.of(TokenRooms.SERVICE));
    assertThatThrownBy(() -> rooms.service.checkService(Optional.of("elsewhere")))
        .isInstanceOf(OciException.class);
  }
}
