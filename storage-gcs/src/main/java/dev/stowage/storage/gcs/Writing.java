package dev.stowage.storage.gcs;

import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes whole objects. Each write carries a [Token]: if an answer was lost and the next one says
/// that the precondition does not hold, the token tells whether it was we who broke it.
final class Writing {

  static final String TYPE = "application/octet-stream";
  static final String FIELDS = "generation,size,crc32c";

  private final Bucket bucket;
  private final Reading reading;

  Writing(Bucket bucket, Reading reading) {
    this.bucket = bucket;
    this.reading = reading;
  }

  WriteResult write(ObjectKey key, Content content, Condition condition) {
    Optional<Long> generation = generation(condition);
    if (generation.isEmpty()) {
      return WriteResult.refused();
    }
    String token = Token.random();
    Payload payload = Payload.of(content);
    StorageObject object =
        described(token).setName(bucket.names().of(key)).setCrc32c(Crc32c.text(payload.crc32c()));
    return bucket
        .calls()
        .run(
            "writing " + key,
            payload.length(),
            doubtful -> {
              try {
                return written(insert(object, payload, generation.get()).execute());
              } catch (IOException e) {
                return settled(key, token, condition, doubtful, e);
              }
            });
  }

  private Storage.Objects.Insert insert(StorageObject object, Payload payload, long generation)
      throws IOException {
    Storage.Objects.Insert insert =
        bucket.objects().objects().insert(bucket.name(), object, new Body(payload));
    insert.getMediaHttpUploader().setDirectUploadEnabled(true);
    insert.setDisableGZipContent(true);
    insert.setFields(FIELDS);
    if (generation >= 0) {
      insert.setIfGenerationMatch(generation);
    }
    return insert;
  }

  WriteResult copy(ObjectKey from, ObjectKey to, Condition condition) {
    Optional<Long> generation = generation(condition);
    if (generation.isEmpty()) {
      return WriteResult.refused();
    }
    String token = Token.random();
    String going = null;
    while (true) {
      String step = going;
      Step done =
          bucket
              .calls()
              .run(
                  "copying " + from + " to " + to,
                  doubtful -> {
                    try {
                      return step(rewrite(from, to, token, generation.get(), step).execute());
                    } catch (IOException e) {
                      return new Step(settled(to, token, condition, doubtful, e), null);
                    }
                  });
      if (done.result != null) {
        return done.result;
      }
      going = done.next;
    }
  }

  /// How far a copy came: its result, or the word to go on with.
  private record Step(@Nullable WriteResult result, @Nullable String next) {}

  private static Step step(RewriteResponse response) {
    return Boolean.TRUE.equals(response.getDone())
        ? new Step(written(response.getResource()), null)
        : new Step(null, response.getRewriteToken());
  }

  private Storage.Objects.Rewrite rewrite(
      ObjectKey from, ObjectKey to, String token, long generation, @Nullable String going)
      throws IOException {
    Storage.Objects.Rewrite rewrite =
        bucket
            .objects()
            .objects()
            .rewrite(
                bucket.name(),
                bucket.names().of(from),
                bucket.name(),
                bucket.names().of(to),
                described(token));
    if (generation >= 0) {
      rewrite.setIfGenerationMatch(generation);
    }
    if (going != null) {
      rewrite.setRewriteToken(going);
    }
    return rewrite.setFields("done,rewriteToken,resource(" + FIELDS + ")");
  }

  boolean delete(ObjectKey key, Condition condition) {
    if (condition instanceof Condition.IfAbsent) {
      throw new StorageException(Kind.MISUSE, "delete cannot ask for absence");
    }
    Optional<Long> generation = generation(condition);
    if (generation.isEmpty()) {
      return false;
    }
    boolean always = generation.get() < 0;
    return bucket
        .calls()
        .run(
            "deleting " + key,
            doubtful -> {
              Storage.Objects.Delete delete =
                  bucket.objects().objects().delete(bucket.name(), bucket.names().of(key));
              if (!always) {
                delete.setIfGenerationMatch(generation.get());
              }
              try {
                delete.execute();
                return true;
              } catch (IOException e) {
                if (always && Failures.isAbsent(e)) {
                  return true;
                }
                if (!Failures.isAbsent(e) && !Failures.isPrecondition(e)) {
                  throw e;
                }
                if (doubtful) {
                  throw unknown("deleting " + key, e);
                }
                return false;
              }
            });
  }

  /// Removes what is called so, whatever it is; true also if nothing was.
  boolean removed(String name) throws IOException {
    try {
      bucket.objects().objects().delete(bucket.name(), name).execute();
    } catch (IOException e) {
      if (!Failures.isAbsent(e)) {
        throw e;
      }
    }
    return true;
  }

  /// What a failure of a conditional write means.
  private WriteResult settled(
      ObjectKey key, String token, Condition condition, boolean doubtful, IOException failure)
      throws IOException {
    if (!Failures.isPrecondition(failure)) {
      throw failure;
    }
    if (!doubtful) {
      return WriteResult.refused();
    }
    Optional<StorageObject> found = reading.look(bucket.names().of(key), FIELDS + ",metadata");
    if (found.isPresent() && Token.isOn(found.get(), token)) {
      return written(found.get());
    }
    // Who writes only where nothing stands has lost to whatever stands there now. But of two
    // versions of one object the first may have been ours.
    if (condition instanceof Condition.IfAbsent) {
      return WriteResult.refused();
    }
    throw unknown("writing " + key, failure);
  }

  /// An answer was lost, and nothing tells any more what it was.
  static StorageException unknown(String what, IOException failure) {
    return new StorageException(
        Kind.TIMEOUT, what + ": an answer was lost, and the object has changed since", failure);
  }

  static WriteResult written(StorageObject object) {
    return new WriteResult.Written(
        Reading.version(object.getGeneration()), Crc32c.parse(object.getCrc32c()));
  }

  private static StorageObject described(String token) {
    return new StorageObject().setContentType(TYPE).setMetadata(Map.of(Token.METADATA, token));
  }

  /// The generation that must stand: 0 for none, -1 for any; empty for one that never can.
  static Optional<Long> generation(Condition condition) {
    return switch (condition) {
      case Condition.Always _ -> Optional.of(-1L);
      case Condition.IfAbsent _ -> Optional.of(0L);
      case Condition.IfVersion(Version version) -> positive(version.value());
    };
  }

  private static Optional<Long> positive(String text) {
    try {
      return Optional.of(Long.parseLong(text)).filter(generation -> generation > 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static final class Body extends AbstractInputStreamContent {
    private final Payload payload;

    Body(Payload payload) {
      super(TYPE);
      this.payload = payload;
    }

    @Override
    public long getLength() {
      return payload.length();
    }

    @Override
    public boolean retrySupported() {
      return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      payload.writeTo(out);
    }

    @Override
    public InputStream getInputStream() {
      throw new UnsupportedOperationException("written by writeTo");
    }
  }
}
