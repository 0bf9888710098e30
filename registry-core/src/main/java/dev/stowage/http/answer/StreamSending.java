package dev.stowage.http.answer;

import dev.stowage.http.body.MemoryBudget;
import dev.stowage.storage.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;

/// Sends a stream with a few writes outstanding: enough to keep the network busy while the next
/// block is read, and no more in memory than that.
final class StreamSending {
  /// Bytes per write.
  private static final int BLOCK = 256 * 1024;

  /// Writes outstanding.
  private static final int WRITES = 4;

  /// Bytes per write, and then one write at a time, while the replica's memory is full.
  private static final int TIGHT_BLOCK = 64 * 1024;

  private final HttpServerResponse response;
  private final WriteWindow window;
  private final MemoryBudget budget;

  StreamSending(HttpServerResponse response, WriteWindow window, MemoryBudget budget) {
    this.response = response;
    this.window = window;
    this.budget = budget;
  }

  /// Sends exactly `length` bytes; returns when the network has taken them.
  ///
  /// @param first runs when the first block has been read and is about to be written
  /// @throws IOException when the connection fails or takes nothing for too long
  /// @throws StorageException when the stream fails or ends early
  void send(InputStream in, long length, Runnable first) throws IOException {
    byte[] block = new byte[(int) Math.min(length, BLOCK)];
    long left = length;
    while (left > 0) {
      boolean tight = budget.spent();
      int size = (int) Math.min(left, tight ? TIGHT_BLOCK : BLOCK);
      window.awaitAtMost(tight ? 0 : WRITES - 1);
      if (in.readNBytes(block, 0, size) < size) {
        throw new StorageException(
            StorageException.Kind.UNAVAILABLE, "an object ended " + left + " bytes early");
      }
      if (left == length) {
        first.run();
      }
      left -= size;
      write(block, size);
    }
    window.awaitAtMost(0);
  }

  @SuppressWarnings("deprecation") // the only way to a buffer outside the heap
  private void write(byte[] block, int size) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(block, 0, size);
    budget.take(size);
    window.begin();
    response
        .write(Buffer.buffer(buffer))
        .onComplete(
            result -> {
              buffer.release(); // Vert.x hands a wrapped buffer on as one that nobody releases
              budget.give(size);
              window.end(size, result.cause());
            });
  }
}
