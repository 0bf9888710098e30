package dev.stowage.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All that can happen between two writers and two readers of one key, while Redis is wiped, fails
/// over to a copy that lags, or cannot be reached, answers are lost and commands come late.
class LeaseProtocolTest {

  /// Whether a read that begins now could return what is older than a write that was acknowledged.
  /// It returns what is remembered, or what the store says.
  private static boolean isStale(LeaseProtocol protocol, long state) {
    int remembered = protocol.remembered(state);
    return remembered >= 0 && remembered < LeaseProtocol.acknowledged(state);
  }

  private static StateSpace.Outcome search(Set<LeaseProtocol.Flaw> flaws) {
    LeaseProtocol protocol = new LeaseProtocol(flaws);
    return StateSpace.search(protocol, state -> isStale(protocol, state));
  }

  @Test
  void noReadThatBeginsAfterAnAcknowledgedWriteReturnsOlderData() {
    StateSpace.Outcome outcome = search(Set.of());
    assertThat(outcome.way()).isEmpty();
    assertThat(outcome.states()).as("states").isGreaterThan(1_000_000);
  }

  /// Each part of the protocol is needed: without it, that promise breaks.
  @ParameterizedTest
  @EnumSource
  void findsWhatIsWrongWithAProtocolThat(LeaseProtocol.Flaw flaw) {
    StateSpace.Outcome outcome = search(Set.of(flaw));
    assertThat(outcome.way()).isNotEmpty();
  }

  /// What is not promised: until a write is acknowledged, one reader may see it, and the next one
  /// not yet.
  @Test
  void olderDataCanBeRememberedWhileAWriteIsUnderWay() {
    LeaseProtocol protocol = new LeaseProtocol(Set.of());
    StateSpace.Outcome outcome =
        StateSpace.search(
            protocol,
            state -> {
              int remembered = protocol.remembered(state);
              return remembered >= 0 && remembered < LeaseProtocol.stored(state);
            });
    assertThat(outcome.way()).isNotEmpty();
  }
}
