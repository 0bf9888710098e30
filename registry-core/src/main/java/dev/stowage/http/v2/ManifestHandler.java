package dev.stowage.http.v2;

import dev.stowage.access.Verb;
import dev.stowage.http.answer.Answer;
import dev.stowage.http.body.WholeBody;
import dev.stowage.manifest.Manifests;
import dev.stowage.manifest.PutResult;
import dev.stowage.manifest.StoredManifest;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.manifest.ManifestLimits;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.Tag;
import dev.stowage.tag.TagCondition;
import dev.stowage.tag.Tags;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Manifests: pull, check, push, delete (OCI Distribution, "Pulling manifests", "Pushing
/// Manifests", "Content Management").
///
/// A manifest is served as it was pushed, whatever the client accepts: there is no other form of
/// it.
@Singleton
final class ManifestHandler {
  /// The most tags that one push may set.
  static final int MAX_TAGS = 32;

  private final Manifests manifests;
  private final Tags tags;
  private final Locations locations;

  ManifestHandler(Manifests manifests, Tags tags, Locations locations) {
    this.manifests = manifests;
    this.tags = tags;
    this.locations = locations;
  }

  Answer get(Call call, Target.ManifestAt target) {
    StoredManifest manifest =
        manifests
            .find(target.name(), target.reference())
            .orElseThrow(() -> Manifests.unknown(target.name(), target.reference()));
    String digest = manifest.digest().toString();
    String etag = Conditions.etag(manifest.digest());
    boolean known = Conditions.hasAlready(call, etag);
    Answer answer =
        Answer.of(known ? 304 : 200)
            .header(Headers.CONTENT_TYPE, manifest.mediaType())
            .header(Headers.CONTENT_DIGEST, digest)
            .header(Headers.ETAG, etag)
            .header(
                Headers.CACHE_CONTROL,
                target.reference() instanceof Reference.ByDigest
                    ? Headers.IMMUTABLE
                    : Headers.REVALIDATE);
    return known ? answer : answer.bytes(manifest.bytes());
  }

  Answer put(Call call, Target.ManifestAt target) throws IOException {
    List<Tag> pushed = tags(call, target.reference());
    TagCondition demanded = Conditions.onTag(call);
    TagCondition condition =
        pushed.isEmpty() || call.allows(Verb.RETAG, target.name())
            ? demanded
            : new TagCondition.NotMoved(demanded);
    Optional<Digest> expected =
        target.reference() instanceof Reference.ByDigest(Digest digest)
            ? Optional.of(digest)
            : Optional.empty();
    try (WholeBody body = call.wholeBody(ManifestLimits.MAX_BYTES)) {
      PutResult result =
          manifests.put(
              target.name(), expected, pushed, body.bytes(), contentType(call), condition);
      Answer answer =
          Answer.of(201)
              .header(Headers.LOCATION, locations.manifest(target.name(), result.digest()))
              .header(Headers.CONTENT_DIGEST, result.digest().toString());
      result.subject().ifPresent(s -> answer.header(Headers.OCI_SUBJECT, s.toString()));
      pushed.forEach(tag -> answer.header(Headers.OCI_TAG, tag.value()));
      return answer;
    }
  }

  Answer delete(Call call, Target.ManifestAt target) {
    TagCondition condition = Conditions.onTag(call);
    switch (target.reference()) {
      case Reference.ByTag(Tag tag) -> tags.delete(target.name(), tag, condition);
      case Reference.ByDigest(Digest digest) -> {
        if (!(condition instanceof TagCondition.Any)) {
          throw new OciException(
              400, ErrorCode.UNSUPPORTED, "a manifest is not deleted by digest under a condition");
        }
        manifests.delete(target.name(), digest);
      }
    }
    return Answer.of(202);
  }

  private static List<Tag> tags(Call call, Reference reference) {
    List<Tag> tags = new ArrayList<>();
    if (reference instanceof Reference.ByTag(Tag tag)) {
      tags.add(tag);
    }
    for (String value : call.query().all("tag")) {
      Tag tag = Tag.parse(value);
      if (!tags.contains(tag)) {
        tags.add(tag);
      }
      if (tags.size() > MAX_TAGS) {
        throw new OciException(
            414, ErrorCode.TAG_INVALID, "one push sets at most " + MAX_TAGS + " tags");
      }
    }
    return tags;
  }

  /// The media type without parameters, absent if the client names none.
  private static @Nullable String contentType(Call call) {
    String header = call.header(Headers.CONTENT_TYPE);
    if (header == null) {
      return null;
    }
    int semicolon = header.indexOf(';');
    String type = (semicolon < 0 ? header : header.substring(0, semicolon)).trim();
    return type.isEmpty() ? null : type;
  }
}
