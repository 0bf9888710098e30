package dev.stowage.manifest;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.memory.MemoryStore;

class MemoryManifestRacesTest extends ManifestRaces {

  MemoryManifestRacesTest() {
    super(150);
  }

  @Override
  ObjectStore open() {
    return new MemoryStore();
  }
}
