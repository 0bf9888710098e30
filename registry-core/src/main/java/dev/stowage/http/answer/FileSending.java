package dev.stowage.http.answer;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.traffic.AbstractTrafficShapingHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.nio.channels.FileChannel;

/// Lets the kernel send a range of an open file (`sendfile`). Vert.x' own `sendFile` takes only a
/// path and would open the file again, by then perhaps another one.
final class FileSending {
  /// Bytes per write: few enough that a slow client completes one within the idle time.
  private static final int SLICE = 512 * 1024;

  /// Writes outstanding. They cost no memory.
  private static final int WRITES = 8;

  private final ConnectionBase socket;
  private final WriteWindow window;

  FileSending(ConnectionBase socket, WriteWindow window) {
    this.socket = socket;
    this.window = window;
  }

  /// Whether nothing stands between the file and the socket: HTTP/1, no TLS, no compression.
  static boolean isPossible(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    if (request.version() == HttpVersion.HTTP_2 || !(connection instanceof ConnectionBase socket)) {
      return false;
    }
    ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
    return pipeline.get(SslHandler.class) == null
        && pipeline.get(HttpContentEncoder.class) == null
        && pipeline.get(AbstractTrafficShapingHandler.class) == null;
  }

  /// Sends `length` bytes from `offset`, behind the headers that have been written; returns when
  /// the kernel has taken them.
  ///
  /// @throws IOException when the connection or the file fails, or the client takes nothing for too
  ///   long
  void send(FileChannel file, long offset, long length) throws IOException {
    for (long done = 0; done < length; done += SLICE) {
      window.awaitAtMost(WRITES - 1);
      long size = Math.min(SLICE, length - done);
      ChannelPromise promise = socket.channelHandlerContext().newPromise();
      promise.addListener(written -> window.end(size, written.cause()));
      window.begin();
      socket.writeToChannel(new Slice(file, offset + done, size), promise);
    }
    window.awaitAtMost(0);
  }

  /// A region that leaves the file open.
  private static final class Slice extends DefaultFileRegion {
    Slice(FileChannel file, long position, long count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {}
  }
}
