package dev.stowage.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Has work done through a balancer as clients that push and pull images do: again from its
/// beginning when a connection broke, no replica could be reached, an upload is not known any more,
/// or the registry said when to come back. It counts how often each of these was.
///
/// Not thread-safe.
final class Retries {

  /// What a client does before it comes back, where nobody said when.
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// How long one piece of work may take in all. Clients give up earlier; what is tried here is
  /// what they meet until then.
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final int port;
  private int refused;
  private int forgotten;
  private int unreached;
  private int broken;

  Retries(int port) {
    this.port = port;
  }

  /// Returns when the work is done.
  void until(Client.Work work) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (var client = new Client(port)) {
        work.on(client);
        return;
      } catch (Client.Unavailable e) {
        refused++;
        pause(e.retryAfter(), end, e);
      } catch (Client.UploadUnknown e) {
        forgotten++;
        pause(Duration.ZERO, end, e);
      } catch (Client.Unreached e) {
        unreached++;
        pause(PAUSE, end, e);
      } catch (IOException e) {
        broken++;
        pause(PAUSE, end, e);
      }
    }
  }

  private static void pause(Duration time, long end, Throwable last) {
    if (System.nanoTime() - end > 0) {
      throw new AssertionError("it did not get done within " + PATIENCE, last);
    }
    Poll.pause(time);
  }

  /// How all of these fared, in words.
  static String of(List<Retries> all) {
    return String.format(
        Locale.ROOT,
        "%d times refused, %d times without their upload, %d times without a replica or cut off",
        all.stream().mapToInt(retries -> retries.refused).sum(),
        all.stream().mapToInt(retries -> retries.forgotten).sum(),
        all.stream().mapToInt(Retries::lost).sum());
  }

  /// How often a connection broke or the balancer reached no replica.
  int lost() {
    return unreached + broken;
  }

  /// How often an upload was not known any more.
  int forgotten() {
    return forgotten;
  }
}
