package dev.stowage.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// One run of a program: arguments, environment, working directory. A program that ends with
/// another code than zero, or does not end in time, is an [AssertionError] that quotes the command
/// and what it said.
///
/// Immutable; safe to use from several threads.
///
/// @param words the program and its arguments
/// @param environment variables added to this process's own
/// @param directory where it runs
/// @param limit how long it may take
record Command(
    List<String> words, Map<String, String> environment, Path directory, Duration limit) {

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  static Command of(Path program, String... arguments) {
    var words = new ArrayList<String>();
    words.add(program.toString());
    words.addAll(List.of(arguments));
    return new Command(words, Map.of(), Path.of("."), Duration.ofMinutes(5));
  }

  /// The same command with more arguments.
  Command and(String... arguments) {
    var more = new ArrayList<>(words);
    more.addAll(List.of(arguments));
    return new Command(more, environment, directory, limit);
  }

  Command with(String variable, String value) {
    var more = new TreeMap<>(environment);
    more.put(variable, value);
    return new Command(words, more, directory, limit);
  }

  Command in(Path where) {
    return new Command(words, environment, where, limit);
  }

  /// What the program wrote to its standard output, without space at either end.
  String run() {
    Result result = result();
    if (result.code() != 0) {
      throw new AssertionError(
          String.join(" ", words)
              + "\nended with code "
              + result.code()
              + "\n"
              + result.output()
              + result.errors());
    }
    return result.output().strip();
  }

  /// Runs the program and tells how it ended, whatever its code.
  Result result() {
    try {
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError(
              String.join(" ", words)
                  + "\nwas still running after "
                  + limit
                  + "\n"
                  + text(out)
                  + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", words), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /// How a program ended.
  record Result(int code, String output, String errors) {}
}
