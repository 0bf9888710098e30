package dev.stowage.upload.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stowage.document.DocumentJson;
import dev.stowage.layout.Place;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.HashState;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.upload.parts.UploadProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// A session as JSON, without its id, and without the key that follows from it.
final class SessionJson {

  private static final Logger LOG = Logger.getLogger(SessionJson.class);

  private record Staged(String handle, Instant begun) {}

  private record Stored(
      RepositoryName repository,
      HashState hash,
      int parked,
      Optional<Staged> staged,
      List<Part> parts,
      Instant begun,
      String revision,
      boolean writing,
      boolean disputed,
      Instant touched) {}

  private SessionJson() {}

  static String encode(UploadSession session) {
    UploadProgress progress = session.progress();
    try {
      return DocumentJson.MAPPER.writeValueAsString(
          new Stored(
              session.repository(),
              progress.hash(),
              progress.parked(),
              progress.staged().map(staged -> new Staged(staged.handle(), staged.begun())),
              progress.parts(),
              session.begun(),
              session.revision(),
              session.writing(),
              session.disputed(),
              session.touched()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The session; empty if that is none, or one that cannot be.
  static Optional<UploadSession> decode(UploadId id, String json) {
    try {
      Stored stored = DocumentJson.MAPPER.readValue(json, Stored.class);
      if (Part.sizeOf(stored.parts()) != stored.hash().count()
          || stored.parked() < 0
          || stored.revision().isEmpty()) {
        throw new IllegalArgumentException("its members do not fit one another");
      }
      UploadProgress progress =
          new UploadProgress(
              stored
                  .staged()
                  .map(s -> new StagedUpload(new Place.Data(id).key(), s.handle(), s.begun())),
              stored.parts(),
              stored.hash(),
              stored.parked());
      return Optional.of(
          new UploadSession(
              id,
              stored.repository(),
              progress,
              stored.begun(),
              stored.revision(),
              stored.writing(),
              stored.disputed(),
              stored.touched()));
    } catch (JsonProcessingException | RuntimeException e) {
      LOG.warnf("the session of upload %s cannot be read and counts as gone", id);
      LOG.debug("Why", e);
      return Optional.empty();
    }
  }
}
