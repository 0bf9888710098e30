package dev.stowage.http.body;

import dev.stowage.http.body.BodyCutException.Reason;
import dev.stowage.upload.parts.LendingBody;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The body of one request, as a blocking stream for one virtual thread.
///
/// [#read(byte[],int,int)] waits only when nothing is there, then gives what is there. It returns
/// -1 at the proper end and throws [BodyCutException] for a body that is cut off, after all bytes
/// that came before the cut; so does [#lend]. At most [#WINDOW] bytes and one network buffer wait,
/// and as many are being read.
///
/// A client that wants to be told to go on (`Expect: 100-continue`) is told at the first read, so
/// that a request refused before costs it nothing.
public final class BodyReader extends InputStream implements LendingBody {
  /// How many bytes may wait for the reader before the network is paused.
  static final int WINDOW = 1024 * 1024;

  private final Context context;
  private final HttpServerRequest request;
  private final BodyFlow flow;
  private final MemoryBudget budget;
  private final TransferLimits limits;
  private final boolean expectsContinue;
  private final long declared;

  // --- shared, under the lock
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private NetworkBuffers waiting = new NetworkBuffers();
  private long received;
  private long discarded;
  private boolean stopped;
  private boolean readerWaits;
  private boolean waking;
  private boolean ended;
  private boolean discarding;
  private @Nullable BodyCutException cut;

  // --- the event loop's own
  private boolean paused;

  // --- the reader's own
  private NetworkBuffers batch = new NetworkBuffers();
  private boolean lent;
  private long waitedNanos;
  private boolean told;

  private BodyReader(HttpServerRequest request, MemoryBudget budget, TransferLimits limits) {
    this.context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    this.request = request;
    this.flow = new BodyFlow(request);
    this.budget = budget;
    this.limits = limits;
    String expect = request.getHeader("Expect");
    this.expectsContinue = expect != null && expect.equalsIgnoreCase("100-continue");
    this.declared = declared(request.getHeader("Content-Length"));
  }

  /// The reader of this request's body, which begins to arrive. On the request's event loop, before
  /// anything of the body was handled.
  public static BodyReader attach(
      HttpServerRequest request, MemoryBudget budget, TransferLimits limits) {
    BodyReader reader = new BodyReader(request, budget, limits);
    if (!BodyTap.open(request.connection(), reader::arrived)) {
      request.handler(buffer -> reader.arrived(((BufferImpl) buffer).byteBuf()));
    }
    request.endHandler(end -> reader.ended());
    request.exceptionHandler(reader::broken);
    request.resume();
    return reader;
  }

  private static long declared(@Nullable String length) {
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// Bytes that have arrived so far, read or not.
  public long received() {
    lock.lock();
    try {
      return received;
    } finally {
      lock.unlock();
    }
  }

  /// If nobody reads on, the connection cannot be kept: the client was never told to send and may
  /// not do so, is too slow, or has more to send than is worth throwing away.
  public boolean willCutConnection() {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      boolean uninvited = expectsContinue && !told && received == 0;
      return uninvited || cut != null || declared - received > limits.discard().asLongValue();
    } finally {
      lock.unlock();
    }
  }

  /// Cuts the body behind what has come, since this replica ends. From any thread.
  void stop() {
    cut(Reason.ENDING, "this replica ends; ask where the upload stands, and go on");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    return hasMore() ? batch.read(bytes, offset, length) : -1;
  }

  @Override
  public List<ByteBuffer> lend() throws IOException {
    if (!hasMore()) {
      return List.of();
    }
    lent = true;
    return batch.views();
  }

  /// How many bytes can be read without waiting, at least.
  @Override
  public int available() {
    if (batch.left() > 0 && !lent) {
      return batch.left();
    }
    lock.lock();
    try {
      return waiting.left();
    } finally {
      lock.unlock();
    }
  }

  /// Gives up what has come and throws away what will, within [TransferLimits#discard] and
  /// [TransferLimits#discardTime]; past them, the connection is closed. Harmless when the body has
  /// been read to its end, and when repeated.
  @Override
  public void close() {
    boolean more;
    lock.lock();
    try {
      if (discarding) {
        return;
      }
      discarding = true;
      budget.give(batch.release() + waiting.release());
      more = !isOver();
      stopped = false;
    } finally {
      lock.unlock();
    }
    if (more) {
      context.runOnContext(v -> discard());
    }
  }

  // --- on the reader's thread

  /// Whether there is something to read in [#batch]; waits for it.
  private boolean hasMore() throws IOException {
    if (batch.left() > 0 && !lent) {
      return true;
    }
    lent = false;
    boolean resume;
    lock.lock();
    try {
      budget.give(batch.release());
      if (waiting.isEmpty()) {
        await();
      }
      if (waiting.isEmpty()) {
        if (cut != null) {
          throw cut;
        }
        return false;
      }
      NetworkBuffers empty = batch;
      batch = waiting;
      waiting = empty;
      resume = resumes(false);
    } finally {
      lock.unlock();
    }
    if (resume) {
      context.runOnContext(v -> restart());
    }
    return true;
  }

  /// Until something waits, or the end, or a cut.
  private void await() throws IOException {
    while (waiting.isEmpty() && !ended && cut == null) {
      if (discarding) {
        throw new BodyCutException(Reason.CLOSED, "the request body was closed");
      }
      if (resumes(true)) {
        context.runOnContext(v -> restart());
      }
      if (expectsContinue && !told) {
        told = true;
        context.runOnContext(v -> request.response().writeContinue());
      }
      long patience =
          Math.min(limits.idle().toNanos(), limits.patience(received).toNanos() - waitedNanos);
      long left = patience;
      long begun = System.nanoTime();
      readerWaits = true;
      try {
        while (left > 0 && waiting.isEmpty() && !ended && cut == null && !discarding) {
          left = changed.awaitNanos(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cut = new BodyCutException(Reason.CLOSED, "interrupted while reading the request body");
      } finally {
        readerWaits = false;
        waitedNanos += System.nanoTime() - begun;
      }
      if (left <= 0 && waiting.isEmpty() && !ended && cut == null && !discarding) {
        cut =
            new BodyCutException(
                Reason.SLOW,
                "the request body came too slowly: %d bytes, then too little for %d s"
                    .formatted(received, TimeUnit.NANOSECONDS.toSeconds(patience)));
      }
    }
  }

  /// Whether the network has to be started again; if `starving`, even on a spent budget.
  private boolean resumes(boolean starving) {
    if (stopped && (starving || !budget.spent())) {
      stopped = false;
      return true;
    }
    return false;
  }

  // --- on the event loop

  /// Takes what has come, which is released when it has been read.
  private void arrived(ByteBuf buffer) {
    int size = buffer.readableBytes();
    if (size == 0) {
      buffer.release();
      return;
    }
    boolean stop = false;
    boolean wake = false;
    boolean tooMuch = false;
    lock.lock();
    try {
      received += size;
      if (discarding || cut != null) {
        buffer.release();
        discarded += size;
        tooMuch = discarded > limits.discard().asLongValue();
      } else {
        waiting.add(buffer);
        budget.take(size);
        if (waiting.left() >= WINDOW || budget.spent()) {
          stopped = true;
          stop = true; // again each time: stopping twice costs nothing
        }
        wake = readerWaits && !waking;
        waking |= wake;
      }
    } finally {
      lock.unlock();
    }
    if (wake) {
      context.runOnContext(v -> wake()); // once the socket has nothing more at this moment
    }
    if (stop) {
      paused = true;
      flow.stop();
    } else if (tooMuch) {
      flow.cut();
    }
  }

  private void wake() {
    lock.lock();
    try {
      waking = false;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void restart() {
    lock.lock();
    try {
      if (stopped || ended) {
        return; // it filled up again meanwhile, or the connection is at the next request
      }
    } finally {
      lock.unlock();
    }
    start();
  }

  private void start() {
    paused = false;
    flow.start();
  }

  private void ended() {
    lock.lock();
    try {
      ended = true;
      stopped = false;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (paused) {
      start(); // for the next request; the reader may have wanted it before, in vain
    }
  }

  private void broken(Throwable reason) {
    cut(Reason.ABORTED, "the client broke the request off");
  }

  private void cut(Reason reason, String words) {
    lock.lock();
    try {
      if (!ended && cut == null) {
        cut = new BodyCutException(reason, words);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void discard() {
    if (hasEnded()) {
      return;
    }
    start();
    context
        .owner()
        .setTimer(
            Math.max(1, limits.discardTime().toMillis()),
            timer -> {
              if (!hasEnded()) {
                flow.cut();
              }
            });
  }

  /// Nothing more will come.
  private boolean isOver() {
    return ended || (cut != null && cut.reason() == Reason.ABORTED);
  }

  private boolean hasEnded() {
    lock.lock();
    try {
      return isOver();
    } finally {
      lock.unlock();
    }
  }
}
