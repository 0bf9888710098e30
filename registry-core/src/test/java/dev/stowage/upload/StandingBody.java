package dev.stowage.upload;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/// A body that comes as fast as it is read, stands still at its end, and ends when told to.
final class StandingBody extends InputStream {

  private static final int PIECE = 64 << 10;

  private final byte[] bytes;
  private final CountDownLatch standing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private int at;

  StandingBody(byte[] bytes) {
    this.bytes = bytes;
  }

  void awaitStanding() throws InterruptedException {
    standing.await();
  }

  void end() {
    ended.countDown();
  }

  @Override
  public int available() {
    return Math.min(PIECE, bytes.length - at);
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(byte[] b, int off, int len) {
    if (at == bytes.length) {
      standing.countDown();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return -1;
    }
    int n = Math.min(len, Math.min(PIECE, bytes.length - at));
    System.arraycopy(bytes, at, b, off, n);
    at += n;
    return n;
  }
}
