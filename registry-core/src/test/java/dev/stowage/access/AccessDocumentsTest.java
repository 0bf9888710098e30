package dev.stowage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.document.Documents;
import dev.stowage.document.Freshness;
import dev.stowage.layout.Place;
import dev.stowage.layout.Principal;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessDocumentsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Who ALICE = Who.of(new Principal.User("alice"));

  private final MemoryStore store = new MemoryStore();
  private final AccessDocuments here = new AccessDocuments(new Documents(store));
  private final AccessDocuments there = new AccessDocuments(new Documents(store));

  @Test
  void seesAChangeOfItsOwnAtOnceAndThoseOfOthersWhenItMust() {
    assertThat(there.namespace("team", Freshness.RECENT)).isEmpty();
    NamespaceAccess made = here.change("team", none -> NamespaceAccess.created(NOW));
    assertThat(here.namespace("team", Freshness.RECENT)).contains(made);
    assertThat(there.namespace("team", Freshness.LIVE)).contains(made);
    assertThat(there.namespace("team", Freshness.RECENT)).contains(made);

    NamespaceAccess granted =
        here.change(
            "team",
            now -> now.orElseThrow().with(Verbs.NONE, List.of(Grant.of(ALICE, Role.OWNER))));
    assertThat(granted.rev()).isEqualTo(2);
    assertThat(here.namespace("team", Freshness.RECENT)).contains(granted);
    assertThat(there.namespace("team", Freshness.LIVE)).contains(granted);
  }

  @Test
  void keepsGrantsOfSeveralWritersAtOnce() throws Exception {
    here.change("team", none -> NamespaceAccess.created(NOW));
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Grant mine = Grant.of(Who.group("g" + i), Role.READER);
      AccessDocuments replica = i % 2 == 0 ? here : there;
      writers.add(
          Thread.startVirtualThread(
              () ->
                  replica.change(
                      "team",
                      now -> {
                        List<Grant> all = new ArrayList<>(now.orElseThrow().grants());
                        all.add(mine);
                        return now.orElseThrow().with(Verbs.NONE, all);
                      })));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(here.namespace("team", Freshness.LIVE).orElseThrow().grants()).hasSize(20);
  }

  @Test
  void anUnreadableDocumentGivesNothing() {
    store.write(
        new Place.NamespaceAccess("team").key(),
        Content.of(
            "{\"v\":1,\"rev\":1,\"createdAt\":\"2026-01-01T00:00:00Z\",\"grants\":[{\"who\":\"alice\"}]}"),
        Condition.ALWAYS);
    assertThatThrownBy(() -> here.namespace("team", Freshness.RECENT))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
  }

  @Test
  void aLimitedSecretOpensNothingOfTheRegistryItself() {
    SystemAccess access = SystemAccess.NONE.with(List.of(Grant.of(ALICE, Role.SYSADMIN)));
    Subject whole = new Subject(Set.of(ALICE), Limit.NONE);
    Subject limited = new Subject(Set.of(ALICE), new Limit(Verbs.ALL, null));
    assertThat(access.has(Role.SYSADMIN, whole, NOW, null)).isTrue();
    assertThat(access.has(Role.AUDITOR, whole, NOW, null)).isFalse();
    assertThat(access.has(Role.SYSADMIN, limited, NOW, null)).isFalse();
    assertThat(access.has(Role.SYSADMIN, Subject.ANYBODY, NOW, null)).isFalse();
  }

  @Test
  void saysByWhichGrant() {
    Grant grant = Grant.of(ALICE, Role.WRITER);
    NamespaceAccess access = NamespaceAccess.created(NOW).with(Verbs.of(Verb.PULL), List.of(grant));
    Subject alice = new Subject(Set.of(ALICE), Limit.NONE);
    RepositoryName app = RepositoryName.parse("team/app");
    assertThat(decide(access, alice, Verb.PULL, app).reason()).isEqualTo(Decision.Reason.PUBLIC);
    assertThat(decide(access, alice, Verb.PUSH, app).grant()).isEqualTo(grant);
    assertThat(decide(access, alice, Verb.DELETE, app)).isEqualTo(Decision.NO_GRANT);
    assertThat(decide(access, Subject.ANYBODY, Verb.LIST, app).allowed()).isFalse();
  }

  private static Decision decide(
      NamespaceAccess access, Subject subject, Verb verb, RepositoryName repository) {
    return Rights.decide(
        SystemAccess.NONE, Optional.of(access), subject, verb, repository, NOW, null);
  }
}
