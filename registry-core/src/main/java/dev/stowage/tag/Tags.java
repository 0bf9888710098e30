package dev.stowage.tag;

import dev.stowage.catalog.Catalog;
import dev.stowage.catalog.Names;
import dev.stowage.catalog.Page;
import dev.stowage.catalog.PageRequest;
import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
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
import dev.stowage.storage.Parallel;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// The tags of repositories. Safe for any number of threads and replicas.
///
/// Beside each tag lies, below the manifest it points to, a hint that it does. A hint is written
/// before the tag and stays when the tag moves or goes; whoever reads hints verifies them against
/// the tags. So the tags of a manifest are found without reading the others, and no interleaving of
/// writers loses one.
@Singleton
public final class Tags {

  private static final Content HINT = Content.of("{}");

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

  /// Points the tag to a manifest, which must stand already, if `condition` holds at that instant,
  /// else throws `PRECONDITION_FAILED`. If it is in doubt whether the tag was moved and moved on
  /// since, it is moved again, as by a second push; unless the condition no longer holds, which
  /// leaves the doubt to the caller.
  public void point(
      RepositoryName repository,
      Tag tag,
      Digest digest,
      String mediaType,
      long size,
      TagCondition condition) {
    store.write(new Place.Tagged(repository, digest, tag).key(), HINT, Condition.ALWAYS);
    documents.update(
        key(repository, tag),
        TagTarget.class,
        current -> {
          condition.check(tag, current, digest);
          // A time of its own for each attempt: where the version of an object is a hash of its
          // bytes, a deleter that saw the former one must not meet it again.
          return new TagTarget(digest, mediaType, size, Instant.now());
        });
  }

  /// Removes the tag; the manifest stays. `MANIFEST_UNKNOWN` if there is no such tag,
  /// `PRECONDITION_FAILED` if the condition does not hold.
  public void delete(RepositoryName repository, Tag tag, TagCondition condition) {
    boolean removed =
        documents.remove(
            key(repository, tag),
            TagTarget.class,
            current -> {
              condition.check(tag, Optional.of(current), null);
              return true;
            });
    if (!removed) {
      condition.check(tag, Optional.empty(), null);
      throw new OciException(
          ErrorCode.MANIFEST_UNKNOWN, "there is no tag " + tag + " in " + repository);
    }
  }

  /// Removes every tag that points to `digest`. Costs one listing of that manifest's hints and a
  /// read for each, whatever other tags there are.
  public void deleteAllOf(RepositoryName repository, Digest digest) {
    for (Tag tag : hinted(repository, digest)) {
      removeWhile(repository, tag, digest, () -> true);
    }
  }

  /// The same once the manifest is gone, for tags that came meanwhile; those of a manifest that was
  /// pushed again stay.
  public void deleteDangling(RepositoryName repository, Digest digest) {
    ObjectKey manifest = new Place.ManifestBytes(repository, digest).key();
    for (Tag tag : hinted(repository, digest)) {
      // One without bytes is a tombstone.
      removeWhile(
          repository,
          tag,
          digest,
          () -> store.head(manifest).filter(info -> info.size() > 0).isEmpty());
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

  /// Shows what each tag of the repository points to; tags that come or go meanwhile may be
  /// missing. Costs a listing for each thousand tags and a read for each tag.
  ///
  /// @param before is told before tags are read, how many
  public void forEach(RepositoryName repository, IntConsumer before, Consumer<TagTarget> sink) {
    ListQuery query = ListQuery.of(Prefixes.tags(repository));
    for (; ; ) {
      ListPage page = store.list(query);
      before.accept(page.objects().size() + 1);
      List<Callable<Optional<TagTarget>>> reads = new ArrayList<>();
      for (ListPage.Entry entry : page.objects()) {
        if (entry.size() > 0) {
          reads.add(() -> documents.read(entry.key(), TagTarget.class).map(Document::content));
        }
      }
      Parallel.all(reads).forEach(target -> target.ifPresent(sink));
      if (!page.hasMore()) {
        return;
      }
      query = query.after(page.next());
    }
  }

  /// Removes the tag if it points to `digest` and, after that was read, `still` holds.
  private void removeWhile(
      RepositoryName repository, Tag tag, Digest digest, BooleanSupplier still) {
    documents.remove(
        key(repository, tag),
        TagTarget.class,
        target -> target.digest().equals(digest) && still.getAsBoolean());
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
