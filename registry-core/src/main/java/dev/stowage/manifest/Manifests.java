package dev.stowage.manifest;

import dev.stowage.catalog.Catalog;
import dev.stowage.manifest.kept.KeptManifests;
import dev.stowage.manifest.referrer.Referrers;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.manifest.Descriptor;
import dev.stowage.oci.manifest.Manifest;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StorageException;
import dev.stowage.tag.TagCondition;
import dev.stowage.tag.TagTarget;
import dev.stowage.tag.Tags;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The manifests of repositories (OCI Distribution, "Pulling manifests", "Pushing manifests",
/// "Content management"). Safe for any number of threads and replicas.
@Singleton
public final class Manifests {

  /// How often a reader follows a tag that moves under it, or a pusher writes again what is deleted
  /// under it.
  static final int MAX_ATTEMPTS = 10;

  private final KeptManifests kept;
  private final Tags tags;
  private final Catalog catalog;
  private final References references;
  private final Referrers referrers;

  Manifests(
      ObjectStore store, Tags tags, Catalog catalog, References references, Referrers referrers) {
    this.kept = new KeptManifests(store);
    this.tags = tags;
    this.catalog = catalog;
    this.references = references;
    this.referrers = referrers;
  }

  /// The manifest, or empty if the repository has none by that reference. One read by digest, two
  /// by tag.
  public Optional<StoredManifest> find(RepositoryName repository, Reference reference) {
    return switch (reference) {
      case Reference.ByDigest(Digest digest) ->
          kept.find(repository, digest)
              .map(bytes -> new StoredManifest(digest, Manifest.mediaTypeOf(bytes), bytes));
      case Reference.ByTag(Tag tag) -> find(repository, tag);
    };
  }

  /// Keeps the manifest and points `pushedTags` to it. Nothing is written if it is refused:
  /// `DIGEST_INVALID` if it is not `expected`, `MANIFEST_INVALID`, `MANIFEST_BLOB_UNKNOWN`, or
  /// `PRECONDITION_FAILED` or `DENIED` if the condition does not hold for one of the tags. Tags
  /// move one after the other; if one moves under us meanwhile, those before it have moved.
  public PutResult put(
      RepositoryName repository,
      Optional<Digest> expected,
      List<Tag> pushedTags,
      byte[] bytes,
      @Nullable String contentType,
      TagCondition condition) {
    Digest digest = digest(bytes, expected.map(Digest::algorithm).orElse(Algorithm.SHA256));
    if (expected.isPresent() && !expected.get().equals(digest)) {
      throw new OciException(
          ErrorCode.DIGEST_INVALID, "the manifest's digest is " + digest + ", not the one named");
    }
    Manifest manifest = Manifest.parse(bytes, contentType);
    check(repository, pushedTags, digest, condition);
    references.check(repository, manifest);
    Optional<Digest> subject = manifest.subject().map(Descriptor::digest);
    TagCondition remaining = condition;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      keep(repository, digest, bytes, subject);
      for (Tag tag : pushedTags) {
        tags.point(repository, tag, digest, manifest.mediaType(), bytes.length, remaining);
      }
      // Whoever deletes this digest at this moment may have missed what we wrote after he looked.
      if (kept.confirm(repository, digest, bytes)) {
        return new PutResult(digest, subject);
      }
      remaining = condition.again();
    }
    throw new StorageException(
        StorageException.Kind.THROTTLED, "this manifest is being deleted again and again");
  }

  /// Removes the manifest and every tag that points to it. `MANIFEST_UNKNOWN` if there is none.
  public void delete(RepositoryName repository, Digest digest) {
    if (!kept.contains(repository, digest)) {
      throw unknown(repository, new Reference.ByDigest(digest));
    }
    tags.deleteAllOf(repository, digest);
    kept.delete(repository, digest);
    tags.deleteDangling(repository, digest);
  }

  /// The error for a manifest that is not there.
  public static OciException unknown(RepositoryName repository, Reference reference) {
    return new OciException(
        ErrorCode.MANIFEST_UNKNOWN, "there is no manifest " + reference + " in " + repository);
  }

  private Optional<StoredManifest> find(RepositoryName repository, Tag tag) {
    Optional<TagTarget> before = Optional.empty();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Optional<TagTarget> target = tags.find(repository, tag);
      if (target.isEmpty() || target.equals(before)) {
        return Optional.empty();
      }
      Optional<byte[]> bytes = kept.find(repository, target.get().digest());
      if (bytes.isPresent()) {
        return Optional.of(
            new StoredManifest(target.get().digest(), target.get().mediaType(), bytes.get()));
      }
      before = target; // gone since: moved on, or deleted with its manifest
    }
    return Optional.empty();
  }

  private void check(
      RepositoryName repository, List<Tag> pushedTags, Digest digest, TagCondition condition) {
    if (condition instanceof TagCondition.Any) {
      return;
    }
    if (pushedTags.isEmpty()) {
      throw new OciException(
          ErrorCode.UNSUPPORTED, "If-Match and If-None-Match are about tags; none is pushed");
    }
    for (Tag tag : pushedTags) {
      condition.check(tag, tags.find(repository, tag), digest);
    }
  }

  private void keep(
      RepositoryName repository, Digest digest, byte[] bytes, Optional<Digest> subject) {
    kept.ensure(repository, digest, bytes);
    subject.ifPresent(s -> referrers.add(repository, s, digest));
    catalog.add(repository);
  }

  private static Digest digest(byte[] bytes, Algorithm algorithm) {
    Hasher hasher = Hasher.begin(algorithm);
    hasher.update(bytes, 0, bytes.length);
    return hasher.digest();
  }
}
