package dev.stowage.auth;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static final InetAddress HOME = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress NEXT_DOOR = InetAddress.ofLiteral("10.0.0.200");
  private static final InetAddress AWAY = InetAddress.ofLiteral("10.0.1.1");

  private final AtomicLong now = new AtomicLong(-5);
  private final Attempts attempts = new Attempts(now::get);

  @Test
  void slowsDownWhoGuesses() {
    exhaust(HOME);
    refuses("alice", HOME);
    refuses("alice", NEXT_DOOR);
    allows("alice", AWAY);
    allows("bob", HOME);
    now.addAndGet(Attempts.EACH.toNanos() - 1);
    refuses("alice", HOME);
    now.addAndGet(1);
    allows("alice", HOME);
    refuses("alice", HOME);
    now.addAndGet(Attempts.EACH.multipliedBy(Attempts.BURST).toNanos());
    exhaust(HOME);
  }

  @Test
  void whoGetsInIsForgivenAll() {
    exhaust(HOME);
    attempts.forgive("alice", HOME);
    exhaust(HOME);
  }

  @Test
  void knowsTheNetworksOfLongAddresses() {
    exhaust(InetAddress.ofLiteral("2001:db8::1"));
    refuses("alice", InetAddress.ofLiteral("2001:db8::ffff:1"));
    allows("alice", InetAddress.ofLiteral("2001:db8:0:1::1"));
  }

  private void exhaust(InetAddress from) {
    for (int i = 0; i < Attempts.BURST; i++) {
      allows("alice", from);
    }
  }

  private void allows(String login, InetAddress from) {
    assertThatCode(() -> attempts.begin(login, from)).doesNotThrowAnyException();
  }

  private void refuses(String login, InetAddress from) {
    assertThatThrownBy(() -> attempts.begin(login, from))
        .isInstanceOfSatisfying(
            OciException.class,
            e -> {
              if (e.code() != ErrorCode.TOOMANYREQUESTS) {
                throw new AssertionError(e);
              }
            });
  }
}
