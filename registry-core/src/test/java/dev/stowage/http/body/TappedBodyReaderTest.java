package dev.stowage.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The same where bodies do not pass through Vert.x.
class TappedBodyReaderTest extends BodyReaderTest {

  @Override
  BodyServer start(TransferLimits limits) {
    BodyServer server = super.start(limits);
    server.tap();
    return server;
  }

  @Test
  void lendsTheNetworksOwnBuffers() throws Exception {
    BodyServer server = start(FixedLimits.DEFAULT);
    server.handle(
        (body, request) -> {
          for (List<ByteBuffer> lent = body.lend(); !lent.isEmpty(); lent = body.lend()) {
            assertThat(lent)
                .allMatch(buffer -> buffer.isDirect() || buffer.remaining() < BodyTap.SMALL);
          }
        });
    try (server;
        Wire client = new Wire(server.port())) {
      for (int i = 0; i < 2; i++) {
        client.begin("PUT", "/", "Content-Length: 3000000");
        Pattern.send(client.out(), 3_000_000);
        assertThat(client.reply().status()).isEqualTo(200);
      }
    }
  }
}
