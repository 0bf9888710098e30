package dev.stowage.storage.gcs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;

/// Reads the heads of answers, whole or not at all. Where a connection ends within a head, the
/// client's own parser takes what has come for the whole: an answer without the headers that are
/// missing, as if the store had not said them. With TLS the end itself is noticed; without it is
/// not.
final class WholeHeads implements HttpMessageParserFactory<ClassicHttpResponse> {

  @Override
  @SuppressWarnings("deprecation") // it cannot be left out
  public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
    HttpMessageParser<ClassicHttpResponse> parser =
        DefaultHttpResponseParserFactory.INSTANCE.create(config);
    return (buffer, in) -> parser.parse(buffer, new Started(in, buffer.length() > 0));
  }

  /// May end only before anything has come.
  private static final class Started extends FilterInputStream {
    private boolean started;

    Started(InputStream in, boolean started) {
      super(in);
      this.started = started;
    }

    @Override
    public int read() throws IOException {
      return seen(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return seen(super.read(bytes, offset, length));
    }

    private int seen(int read) throws IOException {
      if (read < 0 && started) {
        throw new ConnectionClosedException("the connection ended within the head of an answer");
      }
      started |= read >= 0;
      return read;
    }
  }
}
