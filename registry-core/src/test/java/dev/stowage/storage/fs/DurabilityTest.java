package dev.stowage.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is acknowledged has been made durable: the bytes before the name, the name before the
/// answer.
class DurabilityTest {

  @TempDir Path directory;

  private final Queue<String> steps = new ConcurrentLinkedQueue<>();
  private volatile boolean failing;
  private DirectoryStore store;

  @BeforeEach
  void open() {
    Root root = Root.own(directory);
    Path path = root.path();
    SortedNames names = new SortedNames();
    store =
        DirectoryStore.open(
            root,
            new Disk(path, names) {
              @Override
              void sync(FileChannel file) throws IOException {
                steps.add("sync bytes");
                if (failing) {
                  throw new IOException("Input/output error");
                }
                super.sync(file);
              }

              @Override
              void rename(Path from, Path to) throws IOException {
                super.rename(from, to);
                steps.add("rename to " + path.relativize(to));
              }

              @Override
              void syncDirectory(Path changed) throws IOException {
                steps.add("sync /" + path.relativize(changed));
                super.syncDirectory(changed);
              }
            },
            names);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void syncsBytesThenNamesOfAWrite() {
    store.write(new ObjectKey("a/b/c"), Content.of("x"), Condition.IF_ABSENT);
    assertThat(steps)
        .containsExactly("sync bytes", "sync /", "sync /a", "rename to a/b/c@", "sync /a/b");
    steps.clear();
    store.write(new ObjectKey("a/b/c"), Content.of("y"), Condition.ALWAYS);
    assertThat(steps).containsExactly("sync bytes", "rename to a/b/c@", "sync /a/b");
    steps.clear();
    store.write(new ObjectKey("a/b/c"), Content.of("z"), Condition.IF_ABSENT);
    assertThat(steps).isEmpty();
  }

  @Test
  void syncsBytesThenNamesOfAnUpload() {
    StagedUpload upload = store.uploads().begin(new ObjectKey("data/x"));
    Part part = store.uploads().putPart(upload, 1, 0, Content.of("x"), true);
    assertThat(steps).isEmpty();
    store.uploads().complete(upload, List.of(part));
    assertThat(steps).containsExactly("sync bytes", "sync /", "rename to data/x@", "sync /data");
  }

  @Test
  void syncsTheNameThatADeleteLeaves() {
    store.write(new ObjectKey("top/a/b"), Content.of("x"), Condition.ALWAYS);
    store.write(new ObjectKey("top/a/c"), Content.of("x"), Condition.ALWAYS);
    steps.clear();
    store.delete(new ObjectKey("top/a/b"), Condition.ALWAYS);
    assertThat(steps).containsExactly("sync /top/a");
    steps.clear();
    store.delete(new ObjectKey("top/a/c"), Condition.ALWAYS);
    assertThat(steps).containsExactly("sync /top");
  }

  @Test
  void publishesNothingThatCouldNotBeMadeDurable() {
    store.write(new ObjectKey("top/old"), Content.of("old"), Condition.ALWAYS);
    StagedUpload upload = store.uploads().begin(new ObjectKey("data/x"));
    Part part = store.uploads().putPart(upload, 1, 0, Content.of("x"), true);
    failing = true;
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(
            () -> store.write(new ObjectKey("top/old"), Content.of("new"), Condition.ALWAYS));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> store.uploads().complete(upload, List.of(part)));
    failing = false;
    assertThat(directory.resolve("top/old@")).hasContent("old");
    assertThat(directory.resolve("data")).doesNotExist();
    store.uploads().abort(upload);
    assertThat(directory.resolve(".tmp")).isEmptyDirectory();
  }
}
