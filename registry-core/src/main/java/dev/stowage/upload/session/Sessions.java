package dev.stowage.upload.session;

import dev.stowage.layout.UploadId;
import java.util.Optional;
import java.util.OptionalInt;

/// Where upload sessions live. They may be lost at any moment; a client then begins again. Safe for
/// any number of threads.
///
/// Whoever adds bytes *claims* the session first, and [#release]s or [#remove]s it at the end,
/// whatever happens. A claim whose process died ends by itself after a while. So a claim keeps
/// writers apart, but no one may rely on it for what is published: a writer that was taken for dead
/// may still be at work.
///
/// All methods throw [dev.stowage.oci.error.ErrorCode#UNAVAILABLE], soon, where sessions are out of
/// reach.
public interface Sessions {

  /// Remembers a new session. Throws `TOOMANYREQUESTS` if there are too many.
  void create(UploadSession session);

  /// The session, or empty if there is none (any more).
  Optional<UploadSession> find(UploadId id);

  /// Claims the session for the caller, if `from` is what stands and no writer that lives has it.
  /// Returns what stands then; empty if another was faster, or it is gone.
  Optional<UploadSession> claim(UploadSession from);

  /// Gives a claimed session back as `to`. False if the claim had been lost: the session is gone,
  /// or another has claimed it since.
  boolean release(UploadSession claimed, UploadSession to);

  /// Forgets the session whatever its state; false if there was none.
  boolean remove(UploadId id);

  /// Forgets sessions that nobody has touched for [UploadConfig#sessionLife].
  void expire();

  /// Whether a session that is not here, and that nobody in this process writes, is dead for
  /// certain: no other process can have it.
  boolean isCertain();

  /// How many sessions this process remembers; empty where they are kept elsewhere.
  default OptionalInt open() {
    return OptionalInt.empty();
  }

  /// Why sessions are out of reach at this moment; empty while they are not.
  Optional<String> trouble();
}
