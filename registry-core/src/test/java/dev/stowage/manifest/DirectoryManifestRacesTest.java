package dev.stowage.manifest;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.fs.DirectoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryManifestRacesTest extends ManifestRaces {

  @TempDir Path root;

  DirectoryManifestRacesTest() {
    super(30);
  }

  @Override
  ObjectStore open() {
    return DirectoryStore.open(root);
  }
}
