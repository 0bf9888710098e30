package dev.stowage.manifest.referrer;

import dev.stowage.catalog.Names;
import dev.stowage.catalog.Page;
import dev.stowage.catalog.PageRequest;
import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.manifest.kept.KeptManifests;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Parallel;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The referrers of digests (OCI Distribution, "Listing Referrers"). Safe for any number of threads
/// and replicas.
@Singleton
public final class Referrers {

  private static final Content HINT = Content.of("{}");

  private final ObjectStore store;
  private final KeptManifests kept;

  public Referrers(ObjectStore store) {
    this.store = store;
    this.kept = new KeptManifests(store);
  }

  /// Notes that `referrer`, which stands, names `subject`, which need not. The hint stays when the
  /// referrer goes: a reader finds it missing.
  public void add(RepositoryName repository, Digest subject, Digest referrer) {
    store.write(new Place.Referrer(repository, subject, referrer).key(), HINT, Condition.ALWAYS);
  }

  /// One page of the manifests that name `subject`, only those of `artifactType` if it is given:
  /// one listing, and one read for each. An unknown subject has none. The page ends early where the
  /// answer would grow past [ReferrerIndex#MAX_BYTES].
  public ReferrerPage list(
      RepositoryName repository,
      Digest subject,
      Optional<String> artifactType,
      PageRequest request) {
    Page<String> names = Names.page(store, Prefixes.referrers(repository, subject), request);
    List<Digest> referrers = names.items().stream().map(Referrers::digest).toList();
    ReferrerIndex index = new ReferrerIndex(subject, artifactType);
    List<Callable<Optional<byte[]>>> reads = new ArrayList<>();
    for (Digest referrer : referrers) {
      reads.add(() -> kept.peek(repository, referrer));
    }
    List<Optional<byte[]>> manifests = Parallel.all(reads);
    for (int i = 0; i < referrers.size(); i++) {
      if (manifests.get(i).isPresent() && !index.add(referrers.get(i), manifests.get(i).get())) {
        return new ReferrerPage(index.bytes(), Optional.of(names.items().get(i - 1)));
      }
    }
    return new ReferrerPage(index.bytes(), names.next());
  }

  private static Digest digest(String name) {
    int dash = name.indexOf('-');
    return Digest.parse(name.substring(0, dash) + ":" + name.substring(dash + 1));
  }
}
