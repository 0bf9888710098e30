package dev.stowage.storage.gcs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WholeHeadsTest {

  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nETag: \"a\"\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  @SuppressWarnings("deprecation") // the one that can be told the limits
  private static @Nullable ClassicHttpResponse parse(int bytes) throws IOException, HttpException {
    return new WholeHeads()
        .create(Http1Config.DEFAULT)
        .parse(
            new SessionInputBufferImpl(16), new ByteArrayInputStream(Arrays.copyOf(HEAD, bytes)));
  }

  @Test
  void readsAWholeHead() throws IOException, HttpException {
    ClassicHttpResponse whole = requireNonNull(parse(HEAD.length));
    assertThat(whole.getHeaders()).hasSize(2);
  }

  @Test
  void seesThatNothingCame() throws IOException, HttpException {
    assertThat(parse(0)).isNull();
  }

  @Test
  void takesNoPartForTheWhole() {
    for (int bytes = 1; bytes < HEAD.length; bytes++) {
      int come = bytes;
      assertThatExceptionOfType(ConnectionClosedException.class)
          .as("of a head of %d bytes the first %d", HEAD.length, come)
          .isThrownBy(() -> parse(come));
    }
  }
}
