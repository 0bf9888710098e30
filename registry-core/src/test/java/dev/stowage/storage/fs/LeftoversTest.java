package dev.stowage.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a process that died leaves in the directory of temporary files.
class LeftoversTest {

  @TempDir Path directory;

  private List<String> temporary() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(".tmp"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void removesHalfWrittenObjects() throws IOException {
    DirectoryStore.open(directory).close();
    Files.writeString(directory.resolve(".tmp/w-1"), "half");
    Files.writeString(directory.resolve(".tmp/w-77"), "half");
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      assertThat(temporary()).isEmpty();
      store.write(new ObjectKey("a"), Content.of("x"), Condition.ALWAYS);
      assertThat(temporary()).isEmpty();
    }
  }

  @Test
  void keepsUploadsForTheJanitor() throws IOException {
    StagedUpload upload;
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      upload = store.uploads().begin(new ObjectKey("data/ab/upload"));
      store.uploads().putPart(upload, 1, 0, Content.of("x"), false);
    }
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      assertThat(store.uploads().unfinished(ListQuery.of("data/"))).containsExactly(upload);
      store.uploads().abort(upload);
      assertThat(temporary()).isEmpty();
    }
  }

  /// Parts are not durable: those of a machine that went down may be holes, and would be published
  /// as such.
  @Test
  void removesUploadsOfAnotherBoot() throws IOException {
    StagedUpload upload;
    Part part;
    String longName = "data/" + "x".repeat(220);
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      upload = store.uploads().begin(new ObjectKey("data/ab/upload"));
      part = store.uploads().putPart(upload, 1, 0, Content.of("x"), true);
      store.uploads().begin(new ObjectKey(longName));
    }
    for (String name : temporary()) {
      Path file = directory.resolve(".tmp").resolve(name);
      Files.move(file, file.resolveSibling("00000bad" + name.substring(8)));
    }
    StagedUpload old =
        new StagedUpload(
            upload.target(), "00000bad" + upload.handle().substring(8), upload.begun());
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      assertThat(temporary()).isEmpty();
      assertThat(store.uploads().unfinished(ListQuery.of(""))).isEmpty();
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store.uploads().complete(old, List.of(part)))
          .returns(Kind.MISUSE, StorageException::kind);
    }
  }

  @Test
  void removesHalvesOfUploadsWithLongKeys() throws IOException {
    String longName = "data/" + "x".repeat(220);
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      store.uploads().begin(new ObjectKey(longName));
      store.uploads().begin(new ObjectKey(longName));
    }
    List<String> names = temporary();
    assertThat(names).hasSize(4);
    Files.delete(directory.resolve(".tmp").resolve(names.get(0)));
    Files.delete(directory.resolve(".tmp").resolve(names.get(3)));
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      assertThat(temporary()).isEmpty();
      assertThat(store.uploads().unfinished(ListQuery.of(""))).isEmpty();
    }
  }

  @Test
  void removesDirectoriesThatADeleteEmpties() throws IOException {
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      store.write(new ObjectKey("top/a/b/c"), Content.of("x"), Condition.ALWAYS);
      store.write(new ObjectKey("top/a/d"), Content.of("x"), Condition.ALWAYS);
      store.delete(new ObjectKey("top/a/b/c"), Condition.ALWAYS);
      assertThat(directory.resolve("top/a/b")).doesNotExist();
      assertThat(directory.resolve("top/a")).isDirectory();
      store.delete(new ObjectKey("top/a/d"), Condition.ALWAYS);
      assertThat(directory.resolve("top/a")).doesNotExist();
      assertThat(directory.resolve("top")).isEmptyDirectory();
    }
  }
}
