package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Work that is done at the same time.
final class Together {

  private Together() {}

  /// What one thread does.
  interface Piece {
    void work() throws IOException;
  }

  /// Begins all pieces, does something meanwhile, and waits for them; throws what one has thrown.
  static void all(List<? extends Piece> pieces, Runnable meanwhile) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> running = new ArrayList<>();
      for (Piece piece : pieces) {
        running.add(
            executor.submit(
                (Callable<Boolean>)
                    () -> {
                      piece.work();
                      return true;
                    }));
      }
      meanwhile.run();
      for (Future<Boolean> one : running) {
        assertThat(one.get()).isTrue();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
