package dev.stowage.deploy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a registry must hold after a crash, from the answers it gave before. For every name it
/// keeps the values that are allowed: one, once an answer came; the one before and the one after,
/// while none has.
///
/// Not thread-safe: one pusher writes it, and it is read when that pusher has ended.
final class Ledger {

  /// The value of what is not there.
  static final String ABSENT = "absent";

  /// Something in a repository: a blob and a manifest by digest, whose value is that digest, or a
  /// tag, whose value is the digest it points to.
  record Name(Kind kind, String repository, String name) {}

  enum Kind {
    BLOB,
    MANIFEST,
    TAG
  }

  private final Map<Name, Set<String>> allowed = new HashMap<>();

  /// A request that makes this so is about to be sent.
  void begins(Name name, String value) {
    allowed.computeIfAbsent(name, any -> new TreeSet<>(Set.of(ABSENT))).add(value);
  }

  /// The registry has answered that it is so; or it was found so.
  void happened(Name name, String value) {
    allowed.put(name, new TreeSet<>(Set.of(value)));
  }

  Set<Name> names() {
    return Set.copyOf(allowed.keySet());
  }

  boolean allows(Name name, String value) {
    return allowed.getOrDefault(name, Set.of(ABSENT)).contains(value);
  }

  /// Whether nothing else than this value is allowed.
  boolean knows(Name name, String value) {
    return Set.of(value).equals(allowed.get(name));
  }

  /// All of this kind in this repository that are certainly there.
  List<String> present(Kind kind, String repository) {
    return allowed.entrySet().stream()
        .filter(entry -> entry.getKey().kind() == kind)
        .filter(entry -> entry.getKey().repository().equals(repository))
        .filter(entry -> !entry.getValue().contains(ABSENT))
        .map(entry -> entry.getKey().name())
        .sorted()
        .toList();
  }

  /// All tags of this repository that may point to this digest.
  List<String> tagsOf(String repository, String digest) {
    return allowed.entrySet().stream()
        .filter(entry -> entry.getKey().kind() == Kind.TAG)
        .filter(entry -> entry.getKey().repository().equals(repository))
        .filter(entry -> entry.getValue().contains(digest))
        .map(entry -> entry.getKey().name())
        .sorted()
        .toList();
  }

  @Override
  public String toString() {
    return allowed.toString();
  }
}
