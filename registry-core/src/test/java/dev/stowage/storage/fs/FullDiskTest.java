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
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

  private static final int MIB = 1024 * 1024;

  private Mount disk;
  private DirectoryStore store;

  @BeforeEach
  void mount(@TempDir Path directory) {
    disk = Mount.tmpfs(directory, 4 * MIB);
    store = DirectoryStore.open(directory.resolve("root"));
  }

  @AfterEach
  void unmount() {
    store.close();
    disk.close();
  }

  private static void refused(Kind kind, ThrowingCallable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .returns(kind, StorageException::kind);
  }

  @Test
  void saysFullAndServesWhatItHas() {
    ObjectKey old = new ObjectKey("old");
    store.write(old, Content.of(new byte[MIB]), Condition.ALWAYS);
    refused(
        Kind.FULL,
        () ->
            store.write(
                new ObjectKey("new/dir/object"), Content.of(new byte[4 * MIB]), Condition.ALWAYS));
    refused(Kind.FULL, () -> store.write(old, Content.of(new byte[4 * MIB]), Condition.ALWAYS));

    assertThat(store.open(old, ByteRange.ALL).orElseThrow().readAll()).isEqualTo(new byte[MIB]);
    assertThat(store.list(ListQuery.of("")).objects()).hasSize(1);
    assertThat(disk.path().resolve("root/.tmp")).isEmptyDirectory();
    // The room of the failed writes is free again.
    store.write(new ObjectKey("fits"), Content.of(new byte[2 * MIB]), Condition.ALWAYS);
  }

  @Test
  void goesOnWithAnUploadWhenThereIsRoomAgain() {
    ObjectKey filler = new ObjectKey("filler");
    store.write(filler, Content.of(new byte[2 * MIB]), Condition.ALWAYS);
    StagedUpload upload = store.uploads().begin(new ObjectKey("data/upload"));
    Part first = store.uploads().putPart(upload, 1, 0, Content.of(new byte[MIB]), false);
    Content second = Content.of(new byte[MIB + MIB / 2]);
    refused(Kind.FULL, () -> store.uploads().putPart(upload, 2, MIB, second, true));

    store.delete(filler, Condition.ALWAYS);

    Part last = store.uploads().putPart(upload, 2, MIB, second, true);
    assertThat(store.uploads().complete(upload, List.of(first, last)).written()).isTrue();
    assertThat(store.head(new ObjectKey("data/upload")).orElseThrow().size())
        .isEqualTo(2 * MIB + MIB / 2);
  }
}
