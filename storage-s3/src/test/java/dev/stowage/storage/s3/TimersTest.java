package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectInfo;
import dev.stowage.storage.ObjectKey;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is left of a request when it is over.
class TimersTest {

  private final S3Clients clients = S3Clients.of(Configured.with(Server.s3Proxy().settings()));
  private final S3Bucket bucket =
      new S3Bucket(
          clients.s3(),
          clients.objects(Server.BUCKET),
          Server.BUCKET,
          "",
          null,
          null,
          true,
          new Calls(Calls.LIMIT));
  private final S3Reads reads = new S3Reads(bucket);
  private final ObjectKey key = new ObjectKey("timers/" + UUID.randomUUID());

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void forgetsARequestWithItsAnswer() throws IOException {
    new S3Writes(bucket, reads).write(key, Content.of("content"), Condition.IF_ABSENT);
    ObjectInfo info = reads.head(key).orElseThrow();
    try (var body = reads.reopen(info, ByteRange.ALL)) {
      assertThat(clients.timers().getQueue()).isEmpty();
      assertThat(body.read()).isEqualTo('c');
    }
  }
}
