package dev.stowage.storage.s3;

import dev.stowage.storage.s3.Wire.Answer;
import dev.stowage.storage.s3.Wire.Request;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// Stands between the store and a server: remembers the requests, goes wrong as a [Fault] says, and
/// may let one writer of an object at a time through.
///
/// Its threads are the system's, so that it goes on while tests keep those that carry virtual
/// threads busy.
public final class Gate implements AutoCloseable {

  /// What happens to a request.
  sealed interface Fault {
    /// Nothing.
    record None() implements Fault {}

    /// It does not reach the server, and the connection is cut.
    record CutBefore() implements Fault {}

    /// It reaches the server, but the connection is cut before any of the answer is passed.
    record CutAfter() implements Fault {}

    /// So many bytes of the answer's body are passed, then the connection is cut.
    record CutBody(int bytes) implements Fault {}

    /// One bit of the answer's body is turned.
    record Flip() implements Fault {}

    /// Nothing is ever answered.
    record Silence() implements Fault {}

    /// The server is not asked.
    record Say(int status, String headers, String body) implements Fault {}

    Fault NONE = new None();
  }

  /// An error as S3 tells it.
  static Fault.Say error(int status, String code) {
    return new Fault.Say(
        status,
        "Content-Type: application/xml\r\n",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>as the test wants it</Message></Error>"
            .formatted(code));
  }

  private static final int BACKLOG = 1000;

  private final Server server;
  private final ServerSocket listening;
  private final String scheme;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, ReadWriteLock> locks = new ConcurrentHashMap<>();
  private volatile Function<Request, Fault> faults = _ -> Fault.NONE;
  private volatile @Nullable S3Client exact;
  private volatile boolean remembers = true;

  private Gate(Server server, ServerSocket listening, String scheme) {
    this.server = server;
    this.listening = listening;
    this.scheme = scheme;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /// Opens one to that server.
  public static Gate to(Server server) {
    return to(server, ServerSocketFactory.getDefault(), "http");
  }

  /// @param sockets what speaks `scheme` with the store
  static Gate to(Server server, ServerSocketFactory sockets, String scheme) {
    try {
      return new Gate(
          server, sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), scheme);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes a server exact that looks at an object's version and then writes or deletes it, without
  /// a lock: whatever changes an object has it alone. Conditions are decided here, as Amazon S3
  /// decides them: the server would refuse a write before it has read it, and cut the connection.
  public Gate exact() {
    exact = server.client();
    return this;
  }

  /// Makes it remember no requests, for there will be very many.
  public Gate forgetful() {
    remembers = false;
    return this;
  }

  URI endpoint() {
    return URI.create(scheme + "://localhost:" + listening.getLocalPort());
  }

  /// Where it listens on the loopback address.
  public int port() {
    return listening.getLocalPort();
  }

  /// From now on each request goes wrong as `faults` says of it.
  void breakBy(Function<Request, Fault> faults) {
    this.faults = faults;
  }

  /// The next requests of that method go wrong so, one after the other; then nothing does.
  void breakNext(String method, Fault... next) {
    List<Fault> left = new CopyOnWriteArrayList<>(next);
    breakBy(
        request -> {
          synchronized (left) {
            return request.method().equals(method) && !left.isEmpty()
                ? left.removeFirst()
                : Fault.NONE;
          }
        });
  }

  /// Every request since [#forget], in order of their coming.
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /// The same in short: `PUT`, `POST uploads`, `GET list-type`.
  List<String> kinds() {
    return requests.stream().map(Request::kind).toList();
  }

  void forget() {
    requests.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofPlatform().daemon().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      open.add(upstream);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      InputStream answers = new BufferedInputStream(upstream.getInputStream());
      for (Request request = Wire.request(in); request != null; request = Wire.request(in)) {
        if (remembers) {
          requests.add(request);
        }
        if (!pass(request, in, client.getOutputStream(), upstream.getOutputStream(), answers)) {
          break;
        }
      }
      open.remove(upstream);
    } catch (IOException cut) {
      // The other side has gone.
    } finally {
      open.remove(client);
    }
  }

  /// False if the connection is to be cut.
  private boolean pass(
      Request request,
      InputStream in,
      OutputStream client,
      OutputStream upstream,
      InputStream answers)
      throws IOException {
    Fault fault = faults.apply(request);
    switch (fault) {
      case Fault.CutBefore() -> {
        return false;
      }
      case Fault.Silence() -> {
        in.transferTo(OutputStream.nullOutputStream());
        return false;
      }
      case Fault.Say say -> {
        Wire.drain(request, in);
        say(request, client, say);
        return true;
      }
      default -> {}
    }
    ReadWriteLock lock = locks.computeIfAbsent(request.path(), _ -> new ReentrantReadWriteLock());
    boolean alone = exact != null && request.changes();
    boolean together = exact != null && !request.changes();
    if (alone) {
      lock.writeLock().lock();
    } else if (together) {
      lock.readLock().lock();
    }
    try {
      Fault.Say refused = exact == null ? null : refused(request);
      if (refused != null) {
        Wire.drain(request, in);
        say(request, client, refused);
        return true;
      }
      Wire.forward(request, in, upstream);
      Answer answer = Wire.answer(request, answers);
      if (together) {
        lock.readLock().unlock();
        together = false;
      }
      return Wire.pass(answer, answers, client, fault);
    } finally {
      if (alone) {
        lock.writeLock().unlock();
      } else if (together) {
        lock.readLock().unlock();
      }
    }
  }

  private static void say(Request request, OutputStream client, Fault.Say say) throws IOException {
    byte[] body = say.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d Said\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(say.status(), say.headers(), body.length);
    client.write(head.getBytes(StandardCharsets.US_ASCII));
    if (!request.method().equals("HEAD")) {
      client.write(body);
    }
    client.flush();
  }

  private Fault.@Nullable Say refused(Request request) {
    String match = request.header("if-match");
    boolean absent = request.header("if-none-match") != null;
    S3Client client = exact;
    if (client == null || !request.changes() || (match == null && !absent)) {
      return null;
    }
    String[] path = request.path().split("/", 3);
    try {
      String stands =
          client.headObject(head -> head.bucket(path[1]).key(Wire.decoded(path[2]))).eTag();
      return stands.equals(match) ? null : error(412, "PreconditionFailed");
    } catch (NoSuchKeyException e) {
      return absent ? null : error(404, "NoSuchKey");
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    S3Client client = exact;
    if (client != null) {
      client.close();
    }
  }
}
