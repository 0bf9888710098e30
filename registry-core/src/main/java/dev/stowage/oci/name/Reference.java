package dev.stowage.oci.name;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.OciException;

/// How a request addresses a manifest: by tag or by digest (`<tag-or-digest>` in the OCI
/// Distribution specification).
public sealed interface Reference {
  /// The manifest a tag points to at the moment.
  record ByTag(Tag tag) implements Reference {
    @Override
    public String toString() {
      return tag.value();
    }
  }

  /// Exactly the manifest with this digest.
  record ByDigest(Digest digest) implements Reference {
    @Override
    public String toString() {
      return digest.toString();
    }
  }

  /// The reference that this text is: a digest if it has a colon (no tag has one), else a tag.
  ///
  /// @throws OciException with `DIGEST_INVALID` or `TAG_INVALID`
  static Reference parse(String text) {
    return text.indexOf(':') >= 0 ? new ByDigest(Digest.parse(text)) : new ByTag(Tag.parse(text));
  }
}
