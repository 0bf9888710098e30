package dev.stowage.manifest;

import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.memory.MemoryBucket;
import dev.stowage.storage.memory.MemoryStore;

class TombstoneManifestRacesTest extends ManifestRaces {

  TombstoneManifestRacesTest() {
    super(150);
  }

  @Override
  ObjectStore open() {
    return MemoryStore.withoutConditionalDelete(new MemoryBucket());
  }
}
