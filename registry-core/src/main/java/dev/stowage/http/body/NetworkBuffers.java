package dev.stowage.http.body;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Buffers of the network in the order of their coming, each held until it has been read or all are
/// released. Not safe for several threads.
final class NetworkBuffers {

  private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>();
  private long taken;
  private int left;

  /// Takes over a buffer that holds something.
  void add(ByteBuf buffer) {
    buffers.add(buffer);
    taken += buffer.readableBytes();
    left += buffer.readableBytes();
  }

  boolean isEmpty() {
    return buffers.isEmpty();
  }

  /// How many bytes have not been read.
  int left() {
    return left;
  }

  /// Reads as much as there is, at most `length` bytes, and tells how much.
  int read(byte[] into, int offset, int length) {
    int done = 0;
    for (ByteBuf first = buffers.peek(); first != null && done < length; first = buffers.peek()) {
      int n = Math.min(first.readableBytes(), length - done);
      first.readBytes(into, offset + done, n);
      done += n;
      if (!first.isReadable()) {
        buffers.remove();
        first.release();
      }
    }
    left -= done;
    return done;
  }

  /// What has not been read, where it lies; good until it is released.
  List<ByteBuffer> views() {
    List<ByteBuffer> views = new ArrayList<>(buffers.size());
    for (ByteBuf buffer : buffers) {
      views.add(buffer.nioBuffer());
    }
    return views;
  }

  /// Lets go of all, and tells how many bytes that was in all, with those that were read.
  long release() {
    for (ByteBuf buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) {
      buffer.release();
    }
    long all = taken;
    taken = 0;
    left = 0;
    return all;
  }
}
