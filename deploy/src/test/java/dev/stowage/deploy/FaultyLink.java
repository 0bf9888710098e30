package dev.stowage.deploy;

import static java.util.Objects.requireNonNull;

import dev.stowage.deploy.HttpMessage.Framing;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The way from the registry to its store, on which some calls come to harm. Messages pass as they
/// are, but for what concerns one hop only, so that signatures stay right. The registry's
/// connections live on from call to call; the store sees each call on one of its own.
///
/// Safe for any number of threads.
final class FaultyLink implements AutoCloseable {

  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /// Longer bodies of requests may break off.
  private static final long CUT_BODIES_FROM = 16 << 10;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final Set<String> OF_THIS_HOP =
      Set.of("connection", "keep-alive", "upgrade", "http2-settings", "expect");

  private final int store;
  private final SlowDown slowDown;
  private final Random random;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Fault.@Nullable Choice choice;
  private int harmed;

  /// A link to the store.
  ///
  /// @param seed what chance goes by
  FaultyLink(Backing store, long seed) {
    this.store = store.port();
    slowDown =
        new SlowDown(requireNonNull(store.settings(store.port()).get("stowage.storage.kind")));
    random = new Random(seed);
    try {
      listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// From now on this happens to some calls, and nothing else to any.
  synchronized void harm(Fault fault) {
    choice = fault.new Choice(random.nextLong());
    harmed = 0;
  }

  /// From now on nothing happens. Returns how many calls have come to harm since it began.
  synchronized int calm() {
    choice = null;
    return harmed;
  }

  private synchronized Optional<Fault> chosen() {
    if (choice == null || !choice.next()) {
      return Optional.empty();
    }
    harmed++;
    return Optional.of(choice.fault());
  }

  private synchronized long chance(long bound) {
    return random.nextLong(bound);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket registry = listener.accept();
        threads.execute(() -> serve(registry));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket registry) {
    try (registry) {
      registry.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(registry.getInputStream());
      OutputStream out = new BufferedOutputStream(registry.getOutputStream());
      Optional<HttpMessage> request = HttpMessage.read(in);
      while (request.isPresent() && exchange(request.get(), in, out, chosen().orElse(null))) {
        request = HttpMessage.read(in);
      }
    } catch (IOException e) {
      // The one who is at the other end sees it as well.
    }
  }

  /// One call; true if the registry's connection may be used again.
  private boolean exchange(
      HttpMessage request, InputStream in, OutputStream out, @Nullable Fault fault)
      throws IOException {
    if (request.header("expect").isPresent()) {
      out.write(CONTINUE);
      out.flush();
    }
    if (fault == Fault.SLOW_DOWN) {
      HttpMessage.copy(request.ofRequest(), in, OutputStream.nullOutputStream());
      out.write(slowDown.answer(request));
      out.flush();
      return true;
    }
    if (fault == Fault.DELAY) {
      Poll.pause(DELAY);
    }
    try (Socket there = new Socket(InetAddress.getLoopbackAddress(), store)) {
      there.setTcpNoDelay(true);
      boolean cutsBody =
          fault == Fault.CUT && length(request.ofRequest()) >= CUT_BODIES_FROM && chance(2) == 0;
      Future<Boolean> sent = threads.submit(() -> send(request, in, there, cutsBody));
      InputStream from = new BufferedInputStream(there.getInputStream());
      HttpMessage answer = answer(from);
      if (fault == Fault.SILENCE) {
        Poll.pause(SILENCE);
      }
      Framing framing = answer.ofAnswer(request.method());
      byte[] head = answer.bytes();
      OutputStream to =
          fault == Fault.CUT && !cutsBody
              ? new Limited(out, chance(2) * chance(head.length + length(framing) + 1))
              : out;
      to.write(head);
      HttpMessage.copy(framing, from, to);
      finish(sent);
      return !(framing instanceof Framing.UntilClose)
          && !answer.header("connection").orElse("").equalsIgnoreCase("close");
    }
  }

  /// Sends a request on. What the store does not want any more is taken from the registry all the
  /// same, so that it comes to read the answer.
  private boolean send(HttpMessage request, InputStream in, Socket there, boolean cut)
      throws IOException {
    OutputStream out = new Patient(new BufferedOutputStream(there.getOutputStream()));
    out.write(request.without(OF_THIS_HOP).bytes());
    out.flush();
    Framing framing = request.ofRequest();
    try {
      HttpMessage.copy(framing, in, cut ? new Limited(out, chance(length(framing))) : out);
      return true;
    } catch (IOException e) {
      there.close(); // ends the call
      throw e;
    }
  }

  private static HttpMessage answer(InputStream from) throws IOException {
    while (true) {
      HttpMessage answer = HttpMessage.read(from).orElseThrow(EOFException::new);
      if (answer.status() >= 200) {
        return answer;
      }
    }
  }

  private static void finish(Future<Boolean> sent) throws IOException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static long length(Framing framing) {
    return framing instanceof Framing.Length(long bytes) ? bytes : 0;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  /// Passes so many bytes, and then fails.
  private static final class Limited extends FilterOutputStream {
    private long left;

    Limited(OutputStream out, long bytes) {
      super(out);
      left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int passing = (int) Math.min(left, length);
      out.write(bytes, offset, passing);
      left -= passing;
      if (passing < length) {
        out.flush();
        throw new IOException("cut");
      }
    }
  }

  /// Does not mind when nobody wants what is written.
  private static final class Patient extends FilterOutputStream {
    private boolean unwanted;

    Patient(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      attempt(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      attempt(out::flush);
    }

    private interface Step {
      void run() throws IOException;
    }

    private void attempt(Step step) {
      try {
        if (!unwanted) {
          step.run();
        }
      } catch (IOException e) {
        unwanted = true;
      }
    }
  }
}
