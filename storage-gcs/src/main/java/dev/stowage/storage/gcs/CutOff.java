package dev.stowage.storage.gcs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;

/// A body that, closed early, closes its connection. Google's client would read it to its end
/// first, were it gigabytes that nobody wants any more.
final class CutOff extends FilterInputStream {

  /// The rest that is read after all, so that its connection can be used again, in bytes.
  static final long WORTH_READING = 64 << 10;

  private final ExecChain.Scope scope;
  private final long length;
  private long read;
  private boolean ended;

  /// @param length how many bytes come; negative if unknown
  /// @param scope of the exchange that brings them
  CutOff(InputStream in, long length, ExecChain.Scope scope) {
    super(in);
    this.length = length;
    this.scope = scope;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    int n = super.read(buffer, offset, count);
    count(n);
    return n;
  }

  @Override
  public long skip(long count) throws IOException {
    long n = super.skip(count);
    read += n;
    return n;
  }

  private void count(int n) {
    if (n < 0) {
      ended = true;
    } else {
      read += n;
    }
  }

  @Override
  public void close() throws IOException {
    if (ended || (length >= 0 && length - read <= WORTH_READING)) {
      super.close();
    } else {
      ended = true;
      scope.execRuntime.discardEndpoint();
    }
  }
}
