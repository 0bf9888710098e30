package dev.stowage.http.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes a request's body from an HTTP/1 connection as the network's own buffers, before Vert.x
/// copies each of them to the heap. Vert.x still sees where the body begins and ends.
///
/// One for each connection, from its first request on. It can be opened only while Vert.x is being
/// told of a request's head: later, Vert.x may already hold some of the body, or the body of
/// another request is coming.
///
/// Only on the connection's event loop.
public final class BodyTap extends ChannelInboundHandlerAdapter {

  private static final AttributeKey<BodyTap> KEY = AttributeKey.valueOf(BodyTap.class, "tap");

  /// What is smaller is copied: so small a part must not keep a whole network buffer.
  static final int SMALL = 2 << 10;

  private boolean atHead = true;
  private @Nullable Consumer<ByteBuf> taker;

  private BodyTap() {}

  /// Makes the bodies of the connection's requests ones that can be tapped. To be called as soon as
  /// Vert.x tells of a request, for the first one before anything else of the connection is read.
  public static void install(HttpConnection connection) {
    ChannelHandlerContext vertx = handler(connection);
    if (vertx != null && !vertx.channel().hasAttr(KEY)) {
      BodyTap tap = new BodyTap();
      vertx.channel().attr(KEY).set(tap);
      vertx.pipeline().addBefore(vertx.name(), null, tap);
    }
  }

  /// From now on until the body ends, `taker` gets it, buffer by buffer, each to be released. False
  /// if that cannot be: then it comes as Vert.x brings it.
  static boolean open(HttpConnection connection, Consumer<ByteBuf> taker) {
    ChannelHandlerContext vertx = handler(connection);
    BodyTap tap = vertx == null ? null : vertx.channel().attr(KEY).get();
    if (tap == null || !tap.atHead) {
      return false;
    }
    tap.taker = taker;
    return true;
  }

  private static @Nullable ChannelHandlerContext handler(HttpConnection connection) {
    return connection instanceof Http1xServerConnection http ? http.channelHandlerContext() : null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      taker = null;
      atHead = true;
      try {
        context.fireChannelRead(message);
      } finally {
        atHead = false;
      }
      return;
    }
    atHead = false;
    Consumer<ByteBuf> to = taker;
    if (to == null || !(message instanceof HttpContent content)) {
      context.fireChannelRead(message);
      return;
    }
    if (content.decoderResult().isFailure()) {
      taker = null;
      context.fireChannelRead(message);
      return;
    }
    boolean last = message instanceof LastHttpContent;
    try {
      if (last) {
        taker = null;
      }
      if (content.content().isReadable()) {
        to.accept(kept(content.content()));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
    if (last) {
      context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private static ByteBuf kept(ByteBuf buffer) {
    return buffer.readableBytes() < SMALL ? Unpooled.copiedBuffer(buffer) : buffer.retain();
  }
}
