package dev.stowage.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.access.Role;
import dev.stowage.access.Subject;
import dev.stowage.document.Freshness;
import dev.stowage.layout.Principal;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.memory.MemoryStore;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstAdminTest {

  private final MemoryStore store = new MemoryStore();
  private final AuthRooms rooms = new AuthRooms(store);
  private final List<String> lines = new ArrayList<>();
  private final Logger logger = Logger.getLogger(FirstAdmin.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          Object[] parameters = line.getParameters();
          lines.add(
              parameters == null ? line.getMessage() : line.getMessage().formatted(parameters));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  @Test
  void drawsAPasswordAndShowsItOnce() {
    start(true, Optional.empty());
    String password = lines.getLast().replaceAll(".*password is ([0-9A-Za-z]{24}) :.*", "$1");
    assertThat(isSysadmin("admin", password)).isTrue();

    lines.clear();
    start(true, Optional.empty());
    assertThat(lines).isEmpty();
    assertThat(isSysadmin("admin", password)).isTrue();
  }

  @Test
  void severalReplicasThatStartAtOnceShowOnePassword() throws InterruptedException {
    List<Thread> replicas = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      replicas.add(Thread.startVirtualThread(() -> start(true, Optional.empty())));
    }
    for (Thread replica : replicas) {
      replica.join();
    }
    List<String> shown = lines.stream().filter(line -> line.contains("password is")).toList();
    assertThat(shown).hasSize(1);
    String password = shown.getFirst().replaceAll(".*password is ([0-9A-Za-z]{24}) :.*", "$1");
    assertThat(isSysadmin("admin", password)).isTrue();
  }

  @Test
  void takesThePasswordOfTheConfigurationAlsoWhereAnotherWasSet() {
    start(true, Optional.of("a password given"));
    assertThat(isSysadmin("admin", "a password given")).isTrue();
    assertThat(lines).noneMatch(line -> line.contains("a password given"));
    start(true, Optional.of("another one given"));
    assertThat(isSysadmin("admin", "a password given")).isFalse();
    assertThat(isSysadmin("admin", "another one given")).isTrue();
    assertThat(rooms.access.system(Freshness.LIVE).orElseThrow().grants()).hasSize(1);
  }

  @Test
  void refusesAPasswordThatIsTooShort() {
    assertThatThrownBy(() -> start(true, Optional.of("admin")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("stowage.auth.admin.password");
  }

  @Test
  void doesNothingWithoutAccounts() {
    start(false, Optional.of("a password given"));
    assertThat(store.list(ListQuery.of("")).objects()).isEmpty();
  }

  private void start(boolean enabled, Optional<String> password) {
    AuthRooms replica = new AuthRooms(store);
    new FirstAdmin(
            new FixedAuthConfig(enabled, password),
            replica.accounts,
            replica.access,
            replica.passwords,
            replica.clock)
        .start(new StartupEvent());
  }

  private boolean isSysadmin(String name, String password) {
    AuthRooms replica = new AuthRooms(store);
    Optional<Subject> subject =
        replica
            .accounts
            .signIn(name, password, null)
            .flatMap(signedIn -> replica.accounts.subject(signedIn, Freshness.LIVE));
    assertThat(replica.accounts.find(new Principal.User(name), Freshness.LIVE)).isPresent();
    return subject
        .filter(
            s ->
                replica
                    .access
                    .system(Freshness.LIVE)
                    .orElseThrow()
                    .has(Role.SYSADMIN, s, replica.now.get(), null))
        .isPresent();
  }
}
