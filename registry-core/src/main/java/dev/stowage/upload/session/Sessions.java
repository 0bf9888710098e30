package dev.stowage.upload.session;

import dev.stowage.layout.UploadId;
import java.util.Optional;

/// Where upload sessions live. They may be lost at any moment; a client then begins again. Safe for
/// any number of threads.
public interface Sessions {

  /// Remembers a new session. Throws `TOOMANYREQUESTS` if there are too many.
  void create(UploadSession session);

  /// The session, or empty if there is none (any more).
  Optional<UploadSession> find(UploadId id);

  /// Replaces `from` by `to` if `from` is what stands; false if another was faster or it is gone.
  boolean replace(UploadSession from, UploadSession to);

  /// Forgets the session whatever its state; false if there was none.
  boolean remove(UploadId id);

  /// Forgets sessions that nobody has touched for [UploadConfig#sessionLife].
  void expire();
}
