package dev.stowage.access.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.access.Grant;
import dev.stowage.access.NamespaceAccess;
import dev.stowage.access.Role;
import dev.stowage.access.SystemAccess;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import dev.stowage.access.guard.RefusedException.Reason;
import dev.stowage.auth.AuthRooms;
import dev.stowage.auth.Holder;
import dev.stowage.auth.SignedIn;
import dev.stowage.layout.Principal;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.memory.MemoryStore;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two replicas that share a bucket.
class GuardTest {
  private static final RepositoryName APP = RepositoryName.parse("team/app");
  private static final Principal ALICE = new Principal.User("alice");

  private final MemoryStore store = new MemoryStore();
  private final AuthRooms here = new AuthRooms(store);
  private final AuthRooms there = new AuthRooms(store);
  private Caller alice = new Holder(there.accounts, new SignedIn(ALICE, null));

  @BeforeEach
  void anAccount() {
    here.user("alice");
    alice = new Holder(there.accounts, new SignedIn(ALICE, null));
  }

  @Test
  void aChangeIsRefusedAtOnceWhereTheRightWasWithdrawnElsewhere() {
    grant(Grant.of(Who.of(ALICE), Role.MAINTAINER));
    assertThat(require(Demand.change(Verb.PUSH, APP))).isNotNull();
    assertThat(require(Demand.read(APP))).isNotNull();
    grant();
    refuses(Demand.change(Verb.PUSH, APP), Reason.DENIED);
    refuses(Demand.change(Verb.DELETE, APP), Reason.DENIED);
    refuses(Demand.read(APP), Reason.DENIED); // what was read anew is known to readers, too
  }

  @Test
  void aChangeIsRefusedAtOnceWhereTheAccountWasDisabledElsewhere() {
    grant(Grant.of(Who.of(ALICE), Role.MAINTAINER));
    assertThat(require(Demand.change(Verb.PUSH, APP))).isNotNull();
    here.change(ALICE, account -> account.withDisabled(true, here.now.get()));
    refuses(Demand.change(Verb.PUSH, APP), Reason.INVALID);
  }

  @Test
  void grantsForTheWholeRegistryCountWithoutANamespace() {
    refuses(Demand.change(Verb.PUSH, APP), Reason.DENIED);
    SystemAccess _ =
        here.access.changeSystem(
            none -> SystemAccess.NONE.with(List.of(Grant.of(Who.of(ALICE), Role.SYSADMIN))));
    assertThat(require(Demand.change(Verb.DELETE, APP)).allows(Verb.ADMIN, APP)).isTrue();
  }

  @Test
  void aGrantForSomeNetworksNeedsAnAddressThere() throws Exception {
    grant(
        new Grant(
            Who.of(ALICE),
            Role.READER,
            null,
            null,
            null,
            List.of(dev.stowage.access.Network.parse("10.0.0.0/8"))));
    refuses(Demand.read(APP), Reason.DENIED);
    assertThat(there.guard.require(alice, Demand.read(APP), InetAddress.ofLiteral("10.1.1.1")))
        .isNotNull();
    assertThatThrownBy(
            () -> there.guard.require(alice, Demand.read(APP), InetAddress.ofLiteral("11.1.1.1")))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void aPermitAnswersForOtherRepositoriesToo() {
    grant(Grant.of(Who.of(ALICE), Role.WRITER));
    Permit permit = require(Demand.change(Verb.PUSH, APP));
    assertThat(permit.allows(Verb.RETAG, APP)).isTrue();
    assertThat(permit.allows(Verb.DELETE, APP)).isFalse();
    assertThat(permit.allows(Verb.PULL, RepositoryName.parse("team/b"))).isTrue();
    assertThat(permit.allows(Verb.PULL, RepositoryName.parse("other/b"))).isFalse();
    assertThat(permit.allows(Verb.RETAG, APP)).isTrue();
  }

  private void grant(Grant... grants) {
    NamespaceAccess _ =
        here.access.change(
            "team",
            access ->
                access
                    .orElse(NamespaceAccess.created(here.now.get()))
                    .with(Verbs.NONE, List.of(grants)));
  }

  private Permit require(Demand demand) {
    return there.guard.require(alice, demand, null);
  }

  private void refuses(Demand demand, Reason reason) {
    assertThatThrownBy(() -> require(demand))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
