package dev.stowage.main;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import sun.misc.Signal;

/// The registry's `main`. Being asked to end (`SIGTERM`, `SIGINT`) is no failure: the process ends
/// in order, and then with 0, where a JVM left to itself would end with 143.
@QuarkusMain
public final class Main {
  private Main() {}

  /// Runs the registry until it is asked to end.
  @SuppressWarnings("sunapi") // the only way to hear of a signal
  public static void main(String... args) {
    Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
    Signal.handle(new Signal("INT"), signal -> Quarkus.asyncExit(0));
    Quarkus.run(args);
  }
}
