package dev.stowage.http.answer;

import dev.stowage.http.answer.Answer.Payload;
import dev.stowage.http.body.MemoryBudget;
import dev.stowage.http.body.TransferLimits;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ObjectBody;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends the one answer of one request, from its virtual thread.
///
/// Small payloads leave in one piece with their headers and nobody waits for them; a file is sent
/// by the kernel; anything else goes in blocks with a few writes outstanding. Once the headers have
/// left, a failure resets the connection (HTTP/2: the stream): no client ever takes a part for the
/// whole.
public final class Sender {
  private static final Logger LOG = Logger.getLogger(Sender.class);

  /// Payloads up to this size are sent in one piece.
  private static final int SMALL = 64 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final MemoryBudget budget;
  private final TransferLimits limits;
  private final boolean head;
  private boolean begun;
  private long sent;

  /// A sender for this request, whose event loop `context` is.
  public Sender(
      HttpServerRequest request, Context context, MemoryBudget budget, TransferLimits limits) {
    this.request = request;
    this.response = request.response();
    this.context = context;
    this.budget = budget;
    this.limits = limits;
    this.head = request.method().equals(HttpMethod.HEAD);
  }

  /// The headers may have left: no other answer is possible.
  public boolean begun() {
    return begun;
  }

  /// Bytes of payload sent, as far as known.
  public long sent() {
    return sent;
  }

  /// Sends the answer; returns when it is on its way (small ones) or has arrived with the kernel. A
  /// [Payload.Stored] is closed in any case.
  ///
  /// @throws dev.stowage.storage.StorageException when the store fails
  /// @throws IOException when the client is gone or takes nothing for too long
  public void send(Answer answer) throws IOException {
    switch (answer.payload()) {
      case Payload.None() -> sendSmall(answer, null);
      case Payload.Bytes(byte[] bytes) -> sendSmall(answer, bytes);
      case Payload.Promised(long length) -> {
        answer.header(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        sendSmall(answer, null);
      }
      case Payload.Stored(ObjectBody body) -> {
        try (body) {
          sendStored(answer, body);
        }
      }
    }
  }

  /// Ends the exchange hard, so that the client sees that the answer is not whole.
  public void cut() {
    context.runOnContext(
        v -> {
          if (isHttp1() && request.connection() instanceof ConnectionBase socket) {
            ChannelFuture _ =
                socket
                    .channel()
                    .close(); // what waits to be sent to a client that takes nothing is dropped
          } else {
            response.reset();
          }
        });
  }

  @SuppressWarnings("deprecation") // the only way to a buffer that does not copy the array
  private void sendSmall(Answer answer, byte @Nullable [] bytes) {
    begun = true;
    if (bytes != null && head) {
      answer.header(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length));
    } else if (bytes != null) {
      sent = bytes.length;
    }
    context.runOnContext(
        v -> {
          if (response.ended() || response.closed()) {
            return; // the client is gone
          }
          try {
            putHead(answer);
            if (bytes == null || head) {
              response.end();
            } else {
              response.end(Buffer.buffer(Unpooled.wrappedBuffer(bytes)));
            }
          } catch (RuntimeException e) {
            LOG.error("An answer could not be written", e);
            cut();
          }
        });
  }

  private void sendStored(Answer answer, ObjectBody body) throws IOException {
    if (head) {
      send(answer.promised(body.range().length()));
    } else if (body.range().length() <= SMALL) {
      sendSmall(answer, body.readAll());
    } else if (body.file().isPresent() && FileSending.isPossible(request)) {
      sendFile(answer, body.file().get(), body.range());
    } else {
      stream(answer, body);
    }
  }

  private void sendFile(Answer answer, FileChannel file, ByteRange range) throws IOException {
    WriteWindow window = new WriteWindow(limits.idle());
    answer.header(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
    putHead(answer);
    begun = true;
    response.writeHead();
    try {
      new FileSending((ConnectionBase) request.connection(), window)
          .send(file, range.offset(), range.length());
      response.end();
    } finally {
      sent = window.arrived();
    }
  }

  private void stream(Answer answer, ObjectBody body) throws IOException {
    WriteWindow window = new WriteWindow(limits.idle());
    long length = body.range().length();
    answer.header(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
    Runnable first =
        () -> {
          begun = true;
          putHead(answer);
        };
    try {
      new StreamSending(response, window, budget).send(body.stream(), length, first);
      response.end();
    } finally {
      sent = window.arrived();
    }
  }

  private void putHead(Answer answer) {
    response.setStatusCode(answer.status());
    MultiMap headers = response.headers();
    List<CharSequence> pairs = answer.headers();
    for (int i = 0; i < pairs.size(); i += 2) {
      headers.add(pairs.get(i), pairs.get(i + 1));
    }
  }

  private boolean isHttp1() {
    return request.version() != HttpVersion.HTTP_2;
  }
}
