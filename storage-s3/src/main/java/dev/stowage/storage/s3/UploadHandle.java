package dev.stowage.storage.s3;

import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What [StagedUpload#handle] holds: the mark of the object to be, unless the upload was found in a
/// listing, and the store's id of the upload.
record UploadHandle(WriteMark mark, String id) {

  private static final Pattern FORM = Pattern.compile("([0-9a-f]*):(\\p{Graph}{1,1000})");

  /// Empty for what was never made here.
  static Optional<UploadHandle> tryParse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new UploadHandle(new WriteMark(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  static UploadHandle of(StagedUpload upload) {
    return tryParse(upload.handle()).orElseThrow(() -> unknown(upload));
  }

  /// The failure for an upload that the store does not know (any more).
  static StorageException unknown(StagedUpload upload) {
    return new StorageException(Kind.MISUSE, "unknown upload to " + upload.target());
  }

  @Override
  public String toString() {
    return mark.word() + ":" + id;
  }
}
