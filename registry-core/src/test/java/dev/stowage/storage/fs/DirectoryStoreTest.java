package dev.stowage.storage.fs;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.contract.Misconfigured;
import dev.stowage.storage.contract.StoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends StoreContract {

  @TempDir Path directory;

  @Override
  protected ObjectStore open() {
    return DirectoryStore.open(directory.resolve("root"));
  }

  @Override
  protected ObjectStore reopen(ObjectStore first) {
    first.close();
    return open();
  }

  @Override
  public List<Misconfigured> misconfigured() {
    return List.of(
        new Misconfigured(
            "the root is a file",
            () -> DirectoryStore.open(file()),
            Kind.UNAVAILABLE,
            "stowage.storage.directory.root"),
        new Misconfigured(
            "the root lies below a file",
            () -> DirectoryStore.open(file().resolve("below")),
            Kind.UNAVAILABLE,
            "stowage.storage.directory.root"));
  }

  private Path file() {
    try {
      return Files.writeString(directory.resolve("file"), "no directory");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
