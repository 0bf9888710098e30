package dev.stowage.storage.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs things at the same time.
final class Together {

  private Together() {}

  /// One of many that run at once.
  @FunctionalInterface
  interface Runner<T> {
    T run(int number) throws Exception;
  }

  /// Lets `count` runners go at one instant, each on a thread of its own, and returns what they
  /// return, in order of their numbers (from 0). The first that throws fails the test. The threads
  /// are the system's, so that none is kept from its turn by others that never wait.
  static <T> List<T> run(int count, Runner<T> runner) {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(
          () -> {
            start.await();
            return runner.run(number);
          });
    }
    return all(calls, Executors.newFixedThreadPool(count));
  }

  /// Does `count` things on a few threads, in any order.
  static <T> List<T> share(int count, Runner<T> runner) {
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(() -> runner.run(number));
    }
    return all(calls, Executors.newFixedThreadPool(16, Thread.ofVirtual().factory()));
  }

  private static <T> List<T> all(List<Callable<T>> calls, ExecutorService threads) {
    try (threads) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
