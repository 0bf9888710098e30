package dev.stowage.upload.session;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// Sessions in this process, for a registry of one replica. A session that is not here is dead for
/// certain, which is what lets the janitor settle its intent at once.
public final class MemorySessions implements Sessions {

  /// The most sessions at a time; about 100 MB when all are under way.
  public static final int MAX_SESSIONS = 100_000;

  private final ConcurrentHashMap<UploadId, UploadSession> sessions = new ConcurrentHashMap<>();

  private final UploadConfig config;

  public MemorySessions(UploadConfig config) {
    this.config = config;
  }

  @Override
  public void create(UploadSession session) {
    if (sessions.size() >= MAX_SESSIONS) {
      throw new OciException(
          ErrorCode.TOOMANYREQUESTS, "too many uploads are open; finish or cancel some");
    }
    sessions.put(session.id(), session);
  }

  @Override
  public Optional<UploadSession> find(UploadId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  @Override
  public Optional<UploadSession> claim(UploadSession from) {
    UploadSession claimed = from.claimed();
    return !from.writing() && replace(from, claimed) ? Optional.of(claimed) : Optional.empty();
  }

  @Override
  public boolean release(UploadSession claimed, UploadSession to) {
    return replace(claimed, to);
  }

  private boolean replace(UploadSession from, UploadSession to) {
    UploadSession stands = sessions.get(from.id());
    return stands != null
        && stands.revision().equals(from.revision())
        && sessions.replace(from.id(), stands, to);
  }

  @Override
  public boolean remove(UploadId id) {
    return sessions.remove(id) != null;
  }

  @Override
  public void expire() {
    Instant limit = Instant.now().minus(config.sessionLife());
    sessions.values().removeIf(s -> !s.writing() && s.touched().isBefore(limit));
  }

  @Override
  public boolean isCertain() {
    return true;
  }

  @Override
  public OptionalInt open() {
    return OptionalInt.of(sessions.size());
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }
}
