package dev.stowage.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One process owns a root, as long as it is there.
class RootTest {

  private static final ObjectKey KEY = new ObjectKey("some/object");

  @TempDir Path directory;

  private static void unavailable(String word, ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .returns(Kind.UNAVAILABLE, StorageException::kind)
        .withMessageContaining(word);
  }

  @Test
  void makesAMissingRoot() {
    Path root = directory.resolve("not/there/yet");
    try (DirectoryStore store = DirectoryStore.open(root)) {
      store.write(KEY, Content.of("x"), Condition.ALWAYS);
    }
    assertThat(root.resolve("some/object@")).hasContent("x");
  }

  @Test
  void refusesARootThatThisProcessHolds() throws IOException {
    Path root = directory.resolve("root");
    Path alias = directory.resolve("alias");
    try (DirectoryStore store = DirectoryStore.open(root)) {
      Files.createSymbolicLink(alias, root);
      unavailable("another running registry", () -> DirectoryStore.open(root));
      unavailable("another running registry", () -> DirectoryStore.open(alias));
      store.write(KEY, Content.of("x"), Condition.ALWAYS);
      assertThat(heldByAnotherProcess(root)).isTrue();
    }
    assertThat(heldByAnotherProcess(root)).isFalse();
    DirectoryStore.open(root).close();
  }

  @Test
  void refusesARootThatAnotherProcessHolds() throws Exception {
    Path root = directory.resolve("root");
    Process other = java(Holder.class, root);
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      unavailable("another running registry", () -> DirectoryStore.open(root));
    } finally {
      other.destroyForcibly();
      other.waitFor();
    }
    DirectoryStore.open(root).close();
  }

  private static boolean heldByAnotherProcess(Path root) throws IOException {
    Process other = java(Holder.class, root);
    try {
      return "refused".equals(other.inputReader().readLine());
    } finally {
      other.destroyForcibly();
      other.onExit().join();
    }
  }

  private static Process java(Class<?> main, Path argument) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// A process that opens the root, says so, and waits to be killed.
  static final class Holder {

    private Holder() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (DirectoryStore _ = DirectoryStore.open(Path.of(arguments[0]))) {
        System.out.println("held");
        Thread.currentThread().join();
      } catch (StorageException e) {
        System.out.println("refused");
      }
    }
  }

  @Test
  void believesInNoAbsenceAndMakesNothingWhenTheRootIsRemoved() throws IOException {
    Path root = directory.resolve("root");
    try (DirectoryStore store = DirectoryStore.open(root)) {
      store.write(KEY, Content.of("x"), Condition.ALWAYS);
      StagedUpload upload = store.uploads().begin(new ObjectKey("data/upload"));
      Part part = store.uploads().putPart(upload, 1, 0, Content.of("x"), true);
      Files.move(root, directory.resolve("moved"));

      gone(store, upload, part);
      assertThat(root).doesNotExist();

      // Nor is a directory believed that somebody puts there instead.
      Files.createDirectories(root.resolve(".tmp"));
      gone(store, upload, part);
      assertThat(root).isDirectoryNotContaining(file -> file.getFileName().endsWith("data"));

      Files.delete(root.resolve(".tmp"));
      try (var files = Files.walk(root)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(RootTest::delete);
      }
      Files.move(directory.resolve("moved"), root);
      assertThat(store.uploads().complete(upload, List.of(part)).written()).isTrue();
      assertThat(store.open(KEY, ByteRange.ALL)).isPresent();
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void gone(DirectoryStore store, StagedUpload upload, Part part) {
    String word = "was removed or replaced";
    unavailable(word, () -> store.head(KEY));
    unavailable(word, () -> store.open(KEY, ByteRange.ALL));
    unavailable(word, () -> store.write(KEY, Content.of("y"), Condition.ALWAYS));
    unavailable(word, () -> store.write(KEY, Content.of("y"), Condition.IF_ABSENT));
    unavailable(word, () -> store.delete(KEY, Condition.ALWAYS));
    unavailable(word, () -> store.list(ListQuery.of("")));
    unavailable(word, () -> store.list(ListQuery.of("some/")));
    unavailable(word, () -> store.uploads().begin(new ObjectKey("data/other")));
    unavailable(word, () -> store.uploads().putPart(upload, 2, 1, Content.of("x"), true));
    unavailable(word, () -> store.uploads().complete(upload, List.of(part)));
    unavailable(word, () -> store.uploads().unfinished(ListQuery.of("")));
  }

  @Test
  void takesNothingOnceItIsClosed() {
    DirectoryStore store = DirectoryStore.open(directory);
    store.close();
    store.close();
    unavailable("closed", () -> store.write(KEY, Content.of("x"), Condition.ALWAYS));
    unavailable("closed", () -> store.head(KEY));
    unavailable("closed", () -> store.uploads().begin(KEY));
  }

  @Test
  void listsNothingThatIsNoObject() throws IOException {
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      store.write(KEY, Content.of("x"), Condition.ALWAYS);
      Files.writeString(directory.resolve("some/stray"), "no @ at the end");
      Files.writeString(directory.resolve("some/str ay@"), "no key");
      Files.writeString(directory.resolve(".hidden@"), "no key");
      Files.createDirectories(directory.resolve("lost+found"));
      Files.createDirectories(directory.resolve("empty/deep"));
      assertThat(store.list(ListQuery.of("")).objects())
          .singleElement()
          .satisfies(entry -> assertThat(entry.key()).isEqualTo(KEY));
      assertThat(store.list(new ListQuery("", "", 10, true)).groups()).containsExactly("some/");
      for (String prefix : List.of("/", "../", "./", ".tmp/", "some//", "a/../", "so me/")) {
        assertThat(store.list(ListQuery.of(prefix)).objects()).as(prefix).isEmpty();
      }
      assertThat(Optional.of(store.list(ListQuery.of("some/stray/")).objects()))
          .hasValue(List.of());
    }
  }
}
