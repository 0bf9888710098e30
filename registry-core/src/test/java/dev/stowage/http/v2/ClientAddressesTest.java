package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
  private static final String PROXY = "10.1.2.3";
  private static final String CLIENT = "203.0.113.9";

  @Test
  void believesNobodyByDefault() {
    ClientAddresses clients = new ClientAddresses(Optional.empty(), "x-forwarded-for");
    assertThat(clients.of(PROXY, List.of(CLIENT))).isEqualTo(PROXY);
  }

  @Test
  void believesOnlyTrustedPeers() {
    assertThat(behind("192.0.2.1", CLIENT)).isEqualTo("192.0.2.1");
    assertThat(behind(PROXY, CLIENT)).isEqualTo(CLIENT);
    assertThat(behind(PROXY)).isEqualTo(PROXY);
  }

  @Test
  void believesOfWhatWasAppendedOnlyTheLastThatIsNotTrusted() {
    assertThat(behind(PROXY, "6.6.6.6, " + CLIENT)).isEqualTo(CLIENT);
    assertThat(behind(PROXY, "6.6.6.6", CLIENT + ",10.9.9.9")).isEqualTo(CLIENT);
    assertThat(behind(PROXY, "10.0.0.1, 10.0.0.2")).isEqualTo("10.0.0.1");
  }

  @Test
  void stopsAtWhatIsNoAddress() {
    assertThat(behind(PROXY, CLIENT + ", unknown")).isEqualTo(PROXY);
    assertThat(behind(PROXY, "6.6.6.6, evil\tname, 10.0.0.7")).isEqualTo("10.0.0.7");
    assertThat(behind(PROXY, "localhost")).isEqualTo(PROXY);
    assertThat(behind(PROXY, "")).isEqualTo(PROXY);
  }

  @Test
  void readsPortsAndBrackets() {
    assertThat(behind(PROXY, CLIENT + ":4711")).isEqualTo(CLIENT);
    assertThat(behind(PROXY, "[2001:db8::7]:4711")).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(behind(PROXY, "2001:db8::7")).isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void readsForwarded() {
    ClientAddresses clients = new ClientAddresses(Optional.of(List.of("10.0.0.0/8")), "forwarded");
    assertThat(clients.of(PROXY, List.of("for=6.6.6.6, For=\"" + CLIENT + ":80\";proto=https")))
        .isEqualTo(CLIENT);
    assertThat(clients.of(PROXY, List.of("for=6.6.6.6, by=10.0.0.1"))).isEqualTo(PROXY);
    assertThat(clients.of(PROXY, List.of("for=\"[2001:db8::7]:1\"")))
        .isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void knowsNetworksOfBothKinds() {
    ClientAddresses clients =
        new ClientAddresses(
            Optional.of(List.of("172.16.0.0/12", "fd00::/8", "::1")), "x-forwarded-for");
    assertThat(clients.of("172.31.255.255", List.of(CLIENT))).isEqualTo(CLIENT);
    assertThat(clients.of("172.32.0.0", List.of(CLIENT))).isEqualTo("172.32.0.0");
    assertThat(clients.of("fdff::1", List.of(CLIENT))).isEqualTo(CLIENT);
    assertThat(clients.of("0:0:0:0:0:0:0:1", List.of(CLIENT))).isEqualTo(CLIENT);
    assertThat(clients.of("fe00::1", List.of(CLIENT))).isEqualTo("fe00::1");
  }

  @Test
  void refusesWhatIsNoNetwork() {
    for (String wrong : List.of("proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "", "::/129")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClientAddresses(Optional.of(List.of(wrong)), "x-forwarded-for"));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientAddresses(Optional.empty(), "x-real-ip"));
  }

  private static String behind(String peer, String... values) {
    return new ClientAddresses(Optional.of(List.of("10.0.0.0/8")), "X-Forwarded-For")
        .of(peer, List.of(values));
  }
}
