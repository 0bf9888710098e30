package dev.stowage.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Asks a store several things at once.
public final class Parallel {

  /// How many questions of one caller are under way at the same time.
  static final int AT_ONCE = 16;

  private Parallel() {}

  /// The answers, in the order of the questions. The first failure passes through, after all have
  /// ended.
  public static <T> List<T> all(List<Callable<T>> questions) {
    if (questions.isEmpty()) {
      return List.of();
    }
    if (questions.size() == 1) {
      return List.of(answer(questions.getFirst()));
    }
    int threads = Math.min(questions.size(), AT_ONCE);
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
      List<T> answers = new ArrayList<>(questions.size());
      for (Future<T> answer : executor.invokeAll(questions)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /// A single question needs no thread of its own.
  private static <T> T answer(Callable<T> question) {
    try {
      return question.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
