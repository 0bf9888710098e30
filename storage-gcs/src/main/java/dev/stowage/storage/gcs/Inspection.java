package dev.stowage.storage.gcs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Whether the bucket can be used, and if not, which setting is to blame: asked once, at the start,
/// and answered within seconds.
final class Inspection {

  /// How long each question may take.
  static final Duration PATIENCE = Duration.ofSeconds(8);

  /// How far our clock may be from the store's: signed URLs and tokens allow for a little more.
  static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private final Settings settings;
  private final Bucket bucket;

  Inspection(Settings settings, Bucket bucket) {
    this.settings = settings;
    Duration patience =
        settings.callTimeout().compareTo(PATIENCE) < 0 ? settings.callTimeout() : PATIENCE;
    this.bucket = bucket.with(new Calls(patience));
  }

  void run() {
    try {
      compareClocks(bucket.calls().run("reaching the store", _ -> date()));
    } catch (StorageException e) {
      throw e.getCause() == null ? e : unreachable(e);
    }
    try {
      bucket.calls().run("looking at the bucket", _ -> listed());
    } catch (StorageException e) {
      throw explained(e);
    }
    tryStaging();
  }

  /// Knocks, as nobody, and tells what time it is there, whatever the answer.
  private String date() throws IOException {
    HttpResponse response =
        bucket
            .objects()
            .getRequestFactory()
            .getTransport()
            .createRequestFactory()
            .buildGetRequest(new GenericUrl(settings.endpoint()))
            .setFollowRedirects(false)
            .setThrowExceptionOnExecuteError(false)
            .execute();
    try {
      return Objects.requireNonNullElse(response.getHeaders().getDate(), "");
    } finally {
      response.disconnect();
    }
  }

  private boolean listed() throws IOException {
    bucket
        .objects()
        .objects()
        .list(bucket.name())
        .setPrefix(settings.prefix())
        .setMaxResults(1L)
        .setFields("items(name)")
        .execute();
    return true;
  }

  /// @param date as the store writes it (RFC 9110); anything else tells nothing
  static void compareClocks(String date) {
    Instant there;
    try {
      there = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
    } catch (DateTimeParseException e) {
      return; // It does not say.
    }
    Duration skew = Duration.between(Instant.now(), there);
    if (skew.abs().compareTo(MAX_SKEW) > 0) {
      throw new StorageException(
          Kind.DENIED,
          "the clock of this machine is "
              + skew.abs().toSeconds()
              + " s "
              + (skew.isNegative() ? "ahead of" : "behind")
              + " that of the store ("
              + GcsConfig.PREFIX
              + ".endpoint): set it right");
    }
  }

  /// Uploads in parts need rights of their own, and a bucket that moves objects.
  private void tryStaging() {
    Reading reading = new Reading(bucket);
    Writing writing = new Writing(bucket, reading);
    GcsUploads uploads = new GcsUploads(bucket, reading, writing);
    ObjectKey key = new ObjectKey("sys/probe-" + UUID.randomUUID());
    try {
      StagedUpload upload = uploads.begin(key);
      try {
        Part part = uploads.putPart(upload, 1, 0, Content.of("probe"), true);
        uploads.complete(upload, List.of(part));
      } catch (StorageException e) {
        uploads.abort(upload);
        throw e;
      }
      writing.delete(key, Condition.ALWAYS);
    } catch (StorageException e) {
      if (e.kind() == Kind.TIMEOUT) {
        throw unreachable(e); // The token and the bucket were found good before.
      }
      throw new StorageException(
          e.kind(),
          blamed()
              + ": bucket \""
              + bucket.name()
              + "\" takes no upload in parts (roles/storage.objectUser has the rights for it): "
              + e.getMessage(),
          e);
    }
  }

  private StorageException unreachable(StorageException e) {
    String what =
        Failures.isTrust(e)
            ? ".ca-file: nobody we trust has signed the certificate of " + settings.endpoint()
            : ".endpoint: " + settings.endpoint() + " cannot be reached";
    return new StorageException(e.kind(), GcsConfig.PREFIX + what + ": " + e.getMessage(), e);
  }

  private StorageException explained(StorageException e) {
    HttpResponseException answer = Failures.answer(e);
    if (answer != null && Failures.isBucketGone(answer)) {
      return Settings.wrong(e.kind(), "bucket", "there is no bucket \"" + bucket.name() + "\"", e);
    }
    String what;
    if (Failures.isToken(e)) {
      what = ": these credentials give no token; is the key still valid, and the clock right? ";
    } else if (e.kind() == Kind.TIMEOUT) {
      what = ": with these credentials neither a token nor an answer came in time: ";
    } else {
      what = ": bucket \"" + bucket.name() + "\" cannot be used with them: ";
    }
    return new StorageException(e.kind(), blamed() + what + e.getMessage(), e);
  }

  /// The setting by which we are who we are.
  private String blamed() {
    return GcsConfig.PREFIX + (settings.anonymous() ? ".no-credentials" : ".credentials-file");
  }
}
