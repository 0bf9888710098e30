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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyRootTest {

  private static final ObjectKey KEY = new ObjectKey("some/object");

  private static void denied(ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .returns(Kind.DENIED, StorageException::kind)
        .withMessageContaining("ead-only");
  }

  @Test
  void refusesARootItCannotWrite(@TempDir Path directory) throws Exception {
    Files.createDirectory(directory.resolve("root"));
    try (Mount _ = Mount.readOnly(directory)) {
      denied(() -> DirectoryStore.open(directory.resolve("root")));
      denied(() -> DirectoryStore.open(directory.resolve("missing")));
    }
    DirectoryStore.open(directory.resolve("root")).close();
  }

  @Test
  void servesWhatItHasWhileItCannotWrite(@TempDir Path directory) {
    try (DirectoryStore store = DirectoryStore.open(directory)) {
      store.write(KEY, Content.of("kept"), Condition.ALWAYS);
      StagedUpload upload = store.uploads().begin(new ObjectKey("data/upload"));
      Part part = store.uploads().putPart(upload, 1, 0, Content.of("part"), true);
      try (Mount _ = Mount.readOnly(directory)) {
        denied(() -> store.write(KEY, Content.of("lost"), Condition.ALWAYS));
        denied(() -> store.write(new ObjectKey("new"), Content.of("x"), Condition.IF_ABSENT));
        denied(() -> store.delete(KEY, Condition.ALWAYS));
        denied(() -> store.uploads().begin(new ObjectKey("data/other")));
        denied(() -> store.uploads().complete(upload, List.of(part)));
        assertThat(store.deleteAll(List.of(KEY)))
            .singleElement()
            .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.DENIED));

        assertThat(store.open(KEY, ByteRange.ALL).orElseThrow().readAll())
            .isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
        assertThat(store.head(new ObjectKey("new"))).isEmpty();
        assertThat(store.list(ListQuery.of("")).objects()).hasSize(1);
      }
      assertThat(store.uploads().complete(upload, List.of(part)).written()).isTrue();
      store.write(KEY, Content.of("again"), Condition.ALWAYS);
    }
  }
}
