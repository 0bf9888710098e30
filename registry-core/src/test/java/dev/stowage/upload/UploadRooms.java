package dev.stowage.upload;

import dev.stowage.blob.Blobs;
import dev.stowage.document.Documents;
import dev.stowage.storage.ObjectStore;
import dev.stowage.upload.parts.PartMemory;
import dev.stowage.upload.parts.SpillFolder;
import dev.stowage.upload.session.MemorySessions;
import dev.stowage.upload.session.Sessions;
import dev.stowage.upload.session.UploadConfig;
import java.time.Duration;

/// One replica's upload rooms over a store.
final class UploadRooms {
  final ObjectStore store;
  final Blobs blobs;
  final Uploads uploads;
  final Janitor janitor;

  UploadRooms(ObjectStore store) {
    this(store, Duration.ofHours(24));
  }

  UploadRooms(ObjectStore store, Duration sessionLife) {
    this(store, new MemorySessions(() -> sessionLife), sessionLife);
  }

  UploadRooms(ObjectStore store, Sessions sessions, Duration life) {
    this.store = store;
    UploadConfig config = () -> life;
    Documents documents = new Documents(store);
    Intents intents = new Intents(store, documents);
    blobs = new Blobs(store, documents);
    Leftovers leftovers = new Leftovers(store, blobs);
    uploads =
        new Uploads(
            store,
            new PartMemory(),
            new SpillFolder(),
            sessions,
            intents,
            blobs,
            leftovers,
            config);
    janitor = new Janitor(store, sessions, intents, leftovers, config);
  }
}
