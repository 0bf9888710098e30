package dev.stowage.collect.sweep;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.manifest.Descriptor;
import dev.stowage.oci.manifest.Manifest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The manifests of one repository, and which keep which: an index what it lists, a manifest those
/// that refer to it. Not safe for several threads.
final class ManifestGraph {

  /// How many manifests of one repository fit.
  static final int MOST = 100_000;

  private final Set<Digest> present = new HashSet<>();
  private final Set<Digest> listed = new HashSet<>();
  private final Map<Digest, Digest> subjects = new HashMap<>();

  void add(Digest digest, Manifest manifest) {
    present.add(digest);
    for (Descriptor child : manifest.manifests()) {
      listed.add(child.digest());
    }
    manifest.subject().ifPresent(subject -> subjects.put(digest, subject.digest()));
  }

  boolean isFull() {
    return present.size() + listed.size() >= MOST;
  }

  /// Those that neither a tag nor any manifest that is there keeps. One that is kept by an unused
  /// one is not among them: it becomes so when that is gone, never before.
  List<Digest> unused(Set<Digest> tagged) {
    return present.stream()
        .filter(digest -> !tagged.contains(digest) && !listed.contains(digest))
        .filter(
            digest -> {
              Digest subject = subjects.get(digest);
              return subject == null || !present.contains(subject);
            })
        .sorted()
        .toList();
  }
}
