package dev.stowage.tag;

import dev.stowage.catalog.Catalog;
import dev.stowage.catalog.Names;
import dev.stowage.catalog.Page;
import dev.stowage.catalog.PageRequest;
import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Version;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The tags of repositories. Safe for any number of threads and replicas.
///
/// Beside each tag lies, below the manifest it points to, a hint that it does. A hint is written
/// before the tag and stays until that manifest goes (a tag that moves away leaves it behind);
/// whoever reads hints verifies them against the tags. So the tags of a manifest are found without
/// reading the others, and no interleaving loses one.
@Singleton
public final class Tags {

  /// A hint as it stood when it was seen.
  public record Hint(ObjectKey key, Version version) {}

  private final ObjectStore store;
  private final Documents documents;
  private final Catalog catalog;

  public Tags(ObjectStore store, Documents documents, Catalog catalog) {
    this.store = store;
    this.documents = documents;
    this.catalog = catalog;
  }

  /// What the tag points to, or empty if there is no such tag.
  public Optional<TagTarget> find(RepositoryName repository, Tag tag) {
    return documents.read(key(repository, tag), TagTarget.class).map(Document::content);
  }

  /// Points the tag to `target` if `condition` holds at that instant, else throws
  /// `PRECONDITION_FAILED`. The manifest must stand already.
  public void point(RepositoryName repository, Tag tag, TagTarget target, TagCondition condition) {
    Content unique = Content.of(UploadId.random().value()); // no two hints are alike: see forget
    store.write(new Place.Tagged(repository, target.digest(), tag).key(), unique, Condition.ALWAYS);
    documents.update(
        key(repository, tag),
        TagTarget.class,
        current -> {
          condition.check(tag, current);
          return target;
        });
  }

  /// Removes the tag; the manifest stays. `MANIFEST_UNKNOWN` if there is no such tag,
  /// `PRECONDITION_FAILED` if the condition does not hold.
  public void delete(RepositoryName repository, Tag tag, TagCondition condition) {
    boolean removed =
        documents.remove(
            key(repository, tag),
            TagTarget.class,
            current -> condition.check(tag, Optional.of(current)));
    if (!removed) {
      condition.check(tag, Optional.empty());
      throw new OciException(
          ErrorCode.MANIFEST_UNKNOWN, "there is no tag " + tag + " in " + repository);
    }
  }

  /// Removes every tag that points to `digest`. Costs one listing of that manifest's hints and two
  /// reads for each, whatever other tags there are. Returns the hints as they stood, for [#forget].
  public List<Hint> deleteAllOf(RepositoryName repository, Digest digest) {
    List<Hint> hints = new ArrayList<>();
    for (Tag tag : hinted(repository, digest)) {
      ObjectKey key = new Place.Tagged(repository, digest, tag).key();
      store.head(key).ifPresent(info -> hints.add(new Hint(key, info.version())));
      removeWhile(repository, tag, digest, () -> true);
    }
    return hints;
  }

  /// Ends what [#deleteAllOf] began, once the manifest is gone: removes the tags that were pointed
  /// to it meanwhile, unless it was pushed again, and the hints, unless they were written anew.
  public void forget(RepositoryName repository, Digest digest, List<Hint> hints) {
    ObjectKey manifest = new Place.ManifestBytes(repository, digest).key();
    for (Tag tag : hinted(repository, digest)) {
      removeWhile(repository, tag, digest, () -> store.head(manifest).isEmpty());
    }
    for (Hint hint : hints) {
      store.delete(hint.key(), new Condition.IfVersion(hint.version()));
    }
  }

  /// One page of tags in byte order. `NAME_UNKNOWN` if the repository does not exist.
  public Page<Tag> list(RepositoryName repository, PageRequest request) {
    Page<String> page = Names.page(store, Prefixes.tags(repository), request);
    if (page.items().isEmpty() && !catalog.contains(repository)) {
      throw new OciException(ErrorCode.NAME_UNKNOWN, "there is no repository " + repository);
    }
    return new Page<>(page.items().stream().map(Tag::parse).toList(), page.next());
  }

  /// Removes the tag if it points to `digest` and, after that was read, `still` holds.
  private void removeWhile(
      RepositoryName repository, Tag tag, Digest digest, BooleanSupplier still) {
    ObjectKey key = key(repository, tag);
    for (; ; ) {
      Optional<Document<TagTarget>> current = documents.read(key, TagTarget.class);
      if (current.isEmpty()
          || !current.get().content().digest().equals(digest)
          || !still.getAsBoolean()
          || documents.delete(key, current.get())) {
        return;
      }
    }
  }

  private List<Tag> hinted(RepositoryName repository, Digest digest) {
    String prefix = Prefixes.tagged(repository, digest);
    List<Tag> tags = new ArrayList<>();
    ListQuery query = ListQuery.of(prefix);
    for (; ; ) {
      ListPage page = store.list(query);
      page.objects().forEach(o -> tags.add(Tag.parse(o.key().value().substring(prefix.length()))));
      if (!page.hasMore()) {
        return tags;
      }
      query = query.after(page.next());
    }
  }

  private static ObjectKey key(RepositoryName repository, Tag tag) {
    return new Place.TagDocument(repository, tag).key();
  }
}
