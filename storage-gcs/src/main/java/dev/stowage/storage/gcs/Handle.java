package dev.stowage.storage.gcs;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StagedUpload;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a [StagedUpload] says of an upload: the token in its name, and its id in the store; no id
/// for one that is put together already and was found only so.
record Handle(String token, String id) {

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{" + Token.LENGTH + "})\\.([A-Za-z0-9+/=_-]{0,1000})");

  String text() {
    return token + "." + id;
  }

  /// Empty for what is no handle.
  static Optional<Handle> of(StagedUpload upload) {
    Matcher matcher = FORM.matcher(upload.handle());
    return matcher.matches()
        ? Optional.of(new Handle(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /// Where the upload is put together.
  String name(Names names, ObjectKey target) {
    return names.staged(target, token);
  }
}
