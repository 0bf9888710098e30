package dev.stowage.collect.sweep;

import dev.stowage.blob.UnusedBlobs;
import dev.stowage.grace.Terms;
import dev.stowage.grace.Verdict;
import dev.stowage.layout.Place;
import dev.stowage.layout.Prefixes;
import dev.stowage.layout.UploadId;
import dev.stowage.manifest.kept.KeptManifests;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.manifest.Descriptor;
import dev.stowage.oci.manifest.Manifest;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Parallel;
import dev.stowage.tag.TagTarget;
import dev.stowage.tag.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/// Sweeps repositories, and notes which blobs they go on linking. Not safe for several threads.
///
/// A blob is in use by a repository if one of its manifests names it; a manifest, where untagged
/// ones are not kept, if a tag points to it, an index lists it, or it refers to one that is there.
public final class RepositorySweep {

  private static final Logger LOG = Logger.getLogger(RepositorySweep.class);

  /// How many unused links are judged at a time.
  private static final int BATCH = 256;

  private final ObjectStore store;
  private final KeptManifests manifests;
  private final Tags tags;
  private final UnusedBlobs blobs;
  private final Terms terms;
  private final boolean untagged;
  private final Stride stride;
  private final DigestRuns runs;
  private final DigestSorter linked;
  private Tally tally = Tally.NONE;

  /// @param untagged whether manifests are judged that no tag keeps
  public RepositorySweep(
      ObjectStore store,
      Tags tags,
      UnusedBlobs blobs,
      Terms terms,
      boolean untagged,
      Stride stride,
      DigestRuns runs) {
    this.store = store;
    this.manifests = new KeptManifests(store);
    this.tags = tags;
    this.blobs = blobs;
    this.terms = terms;
    this.untagged = untagged;
    this.stride = stride;
    this.runs = runs;
    this.linked = new DigestSorter(runs, RecordSweep::group);
  }

  /// Sweeps one.
  public void sweep(RepositoryName repository) {
    String scratch = UploadId.random().value();
    DigestSorter named = new DigestSorter(runs, digest -> group(scratch, digest.algorithm()));
    Optional<ManifestGraph> graph = untagged ? Optional.of(new ManifestGraph()) : Optional.empty();
    boolean decided = readManifests(repository, named, graph);
    if (decided && graph.isPresent()) {
      judge(repository, graph.get());
    }
    for (Algorithm algorithm : Algorithm.values()) {
      String group = group(scratch, algorithm);
      sweepLinks(repository, algorithm, named.sorted(algorithm, group), decided);
    }
    named.drop();
    tally = tally.plus(Tally.repository(decided));
  }

  /// Makes what was noted durable, and returns what was done since the last time.
  public Tally finish() {
    linked.flush();
    Tally done = tally;
    tally = Tally.NONE;
    return done;
  }

  private static String group(String scratch, Algorithm algorithm) {
    return scratch + "-" + algorithm.label();
  }

  /// False if not all could be understood, so that nothing may be called unused.
  private boolean readManifests(
      RepositoryName repository, DigestSorter named, Optional<ManifestGraph> graph) {
    var objects = new Objects(store, Prefixes.manifests(repository), stride);
    for (List<Digest> some = objects.next(); !some.isEmpty(); some = objects.next()) {
      List<Callable<Optional<byte[]>>> reads = new ArrayList<>();
      some.forEach(digest -> reads.add(() -> manifests.peek(repository, digest)));
      List<Optional<byte[]>> found = Parallel.all(reads);
      for (int i = 0; i < some.size(); i++) {
        if (found.get(i).isPresent()
            && !understand(repository, some.get(i), found.get(i).get(), named, graph)) {
          return false;
        }
      }
      tally = tally.plus(Tally.manifests(Tally.Count.seen(some.size())));
    }
    return true;
  }

  private static boolean understand(
      RepositoryName repository,
      Digest digest,
      byte[] bytes,
      DigestSorter named,
      Optional<ManifestGraph> graph) {
    try {
      Manifest manifest = Manifest.parse(bytes, Manifest.mediaTypeOf(bytes));
      manifest.config().map(Descriptor::digest).ifPresent(named::add);
      manifest.layers().forEach(layer -> named.add(layer.digest()));
      manifest.manifests().forEach(child -> named.add(child.digest())); // may be content, too
      if (graph.isEmpty()) {
        return true;
      }
      graph.get().add(digest, manifest);
      if (!graph.get().isFull()) {
        return true;
      }
      LOG.warnf(
          "repository %s has more than %d manifests: nothing of it is collected while untagged ones"
              + " are not kept",
          repository, ManifestGraph.MOST);
    } catch (OciException e) {
      LOG.errorf(
          "manifest %s of %s cannot be read (%s): nothing of that repository is collected",
          digest, repository, e.getMessage());
    }
    return false;
  }

  private void judge(RepositoryName repository, ManifestGraph graph) {
    Set<Digest> tagged = new HashSet<>();
    tags.forEach(repository, stride::step, (TagTarget target) -> tagged.add(target.digest()));
    List<Digest> unused = graph.unused(tagged);
    for (int from = 0; from < unused.size(); from += BATCH) {
      List<Digest> batch = unused.subList(from, Math.min(from + BATCH, unused.size()));
      stride.step(batch.size());
      List<Callable<Verdict>> judgements = new ArrayList<>();
      batch.forEach(digest -> judgements.add(() -> manifests.judge(repository, digest, terms)));
      tally = tally.plus(Tally.manifests(Tally.Count.of(Parallel.all(judgements))));
    }
  }

  private void sweepLinks(
      RepositoryName repository, Algorithm algorithm, DigestCursor named, boolean decided) {
    List<Digest> unused = new ArrayList<>();
    var objects = new Objects(store, Prefixes.links(repository, algorithm), stride);
    for (List<Digest> some = objects.next(); !some.isEmpty(); some = objects.next()) {
      for (Digest digest : some) {
        if (named.contains(DigestSorter.raw(digest)) || !decided) {
          linked.add(digest);
        } else {
          unused.add(digest);
        }
        if (unused.size() == BATCH) {
          judgeLinks(repository, unused);
        }
      }
      tally = tally.plus(Tally.links(Tally.Count.seen(some.size())));
    }
    judgeLinks(repository, unused);
  }

  /// A link that stands afterwards keeps its record; but a dry run tells what will be free when
  /// those that are unused have gone.
  private void judgeLinks(RepositoryName repository, List<Digest> unused) {
    if (unused.isEmpty()) {
      return;
    }
    stride.step(unused.size());
    List<Verdict> verdicts = blobs.links(repository, unused, terms);
    for (int i = 0; i < unused.size(); i++) {
      if (!terms.dry() && verdicts.get(i) != Verdict.DELETED) {
        linked.add(unused.get(i));
      }
    }
    tally = tally.plus(Tally.links(Tally.Count.of(verdicts)));
    unused.clear();
  }

  /// The digest in the key of a link, a manifest or a record.
  static Optional<Digest> digest(Place place) {
    return switch (place) {
      case Place.Link(_, var digest) -> Optional.of(digest);
      case Place.ManifestBytes(_, var digest) -> Optional.of(digest);
      case Place.BlobRecord(var digest) -> Optional.of(digest);
      default -> Optional.empty();
    };
  }
}
