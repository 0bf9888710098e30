package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A look at the files of a directory store: is everything the bucket's layout promises true of
/// them?
///
/// An object lies at `<key>@` below the root. What is looked at must be quiet: no request is under
/// way.
final class StoreWalk {

  /// The name of an upload, which is that of its data too.
  private static final Pattern UPLOAD =
      Pattern.compile("(?<![0-9a-f])([0-9a-f]{2})[0-9a-f]{30}(?![0-9a-f])");

  /// What is there only while something is under way.
  private static final Pattern TRANSIENT = Pattern.compile("intents/|parked/|sys/probe-");

  private static final Pattern SIZE = Pattern.compile("\"size\"\\s*:\\s*(\\d+)");
  private static final Pattern RECORD =
      Pattern.compile("blobs/(sha256|sha512)/[0-9a-f]{2}/([0-9a-f]+)");
  private static final Pattern IN_REPOSITORY =
      Pattern.compile("repos/(.+)/(_blobs|_manifests|_tags|_tagged|_referrers)/(.+)");
  private static final Pattern DESCRIPTOR =
      Pattern.compile(
          "\\{\"mediaType\":\"([^\"]+)\",\"digest\":\"(sha256:[0-9a-f]{64})\",\"size\":\\d+");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private final Path root;
  private final Set<String> sound;
  private final Map<String, Path> objects = new TreeMap<>();
  private final List<String> strangers = new ArrayList<>();

  private StoreWalk(Path root, Set<String> sound) {
    this.root = root;
    this.sound = sound;
  }

  /// What a janitor has yet to take away: temporary files, intents, parked ends of uploads, data
  /// that no record names.
  static List<String> leftovers(Path root) {
    var walk = new StoreWalk(root, new HashSet<>());
    walk.read();
    var leftovers = new ArrayList<>(walk.strangers);
    Set<String> named = new HashSet<>();
    for (String key : walk.keys("blobs/")) {
      named.add(walk.dataOf(key));
    }
    for (String key : walk.objects.keySet()) {
      if (TRANSIENT.matcher(key).lookingAt() || (key.startsWith("data/") && !named.contains(key))) {
        leftovers.add(key);
      }
    }
    return leftovers;
  }

  /// What contradicts the layout: bytes other than their digest says, records of data that is not
  /// there, tags of manifests that are not there, manifests that name what is not there.
  ///
  /// @param sound keys of data whose bytes an earlier walk has compared already; this walk adds its
  ///   own
  static List<String> faults(Path root, Set<String> sound) {
    var walk = new StoreWalk(root, sound);
    walk.read();
    return walk.faults();
  }

  private void read() {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = root.relativize(file).toString();
              if (name.endsWith("@") && !name.startsWith(".tmp/")) {
                objects.put(name.substring(0, name.length() - 1), file);
              } else if (!name.equals(".lock")) {
                strangers.add(name);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // taken away by the janitor while we look
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  private String text(String key) {
    return new String(bytes(key), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String key) {
    try {
      return Files.readAllBytes(root.resolve(key + "@"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The key of the data that a record or a link names.
  private String dataOf(String key) {
    Matcher upload = UPLOAD.matcher(text(key));
    return upload.find()
        ? "data/" + upload.group(1) + "/" + upload.group()
        : "(no data named in " + key + ")";
  }

  private List<String> faults() {
    var faults = new ArrayList<String>();
    List<String> records = keys("blobs/");
    assertThat(records).as("blob records below " + root).isNotEmpty();
    for (String key : records) {
      checkRecord(key, faults);
    }
    for (String key : keys("repos/")) {
      Matcher at = IN_REPOSITORY.matcher(key);
      if (at.matches()) {
        checkInRepository(key, at.group(1), at.group(2), at.group(3), faults);
      } else {
        faults.add("a key outside the layout: " + key);
      }
    }
    return faults;
  }

  private void checkRecord(String key, List<String> faults) {
    Matcher at = RECORD.matcher(key);
    if (!at.matches()) {
      faults.add("a key outside the layout: " + key);
      return;
    }
    String data = dataOf(key);
    Path file = objects.get(data);
    Matcher size = SIZE.matcher(text(key));
    if (file == null) {
      faults.add(key + " names data that is not there: " + data);
    } else if (!size.find()) {
      faults.add(key + " says no size");
    } else if (at.group(1).equals("sha256") && sound.add(data)) {
      var sink = new Content.DigestSink();
      try {
        Files.copy(file, sink);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (sink.length() != Long.parseLong(size.group(1)) || !sink.digest().endsWith(at.group(2))) {
        faults.add(key + " names data of other bytes: " + data);
      }
    }
  }

  private void checkInRepository(
      String key, String repository, String kind, String rest, List<String> faults) {
    String here = "repos/" + repository + "/";
    switch (kind) {
      case "_blobs" -> {
        String hex = rest.substring(rest.indexOf('/') + 1);
        String record = "blobs/sha256/" + hex.substring(0, 2) + "/" + hex;
        if (!objects.containsKey(record)) {
          faults.add(key + " has no record");
        } else if (!dataOf(key).equals(dataOf(record))) {
          faults.add(key + " names other data than its record");
        }
      }
      case "_manifests" -> {
        byte[] manifest = bytes(key);
        if (!Content.digest(manifest).equals(rest.replace('/', ':'))) {
          faults.add(key + " holds other bytes");
        }
        checkReferences(key, here, new String(manifest, StandardCharsets.UTF_8), faults);
      }
      case "_tags" -> {
        Matcher digest = DIGEST.matcher(text(key));
        if (!digest.find()) {
          faults.add(key + " says no digest");
          return;
        }
        String path = digest.group().replace(':', '/');
        if (!objects.containsKey(here + "_manifests/" + path)) {
          faults.add(key + " points to a manifest that is not there: " + digest.group());
        }
        if (!objects.containsKey(here + "_tagged/" + path + "/" + rest)) {
          faults.add(key + " has no hint at its digest");
        }
        if (!objects.containsKey("catalog/" + repository + "+")) {
          faults.add(repository + " has a tag and is not in the catalog");
        }
      }
      default -> {
        // Hints may be stale: readers ask the tag or the manifest itself.
      }
    }
  }

  /// Everything but the subject must be there.
  private void checkReferences(String key, String here, String manifest, List<String> faults) {
    int subject = manifest.indexOf("\"subject\"");
    Matcher reference = DESCRIPTOR.matcher(manifest);
    while (reference.find()) {
      boolean isManifest =
          reference.group(1).equals(Client.MANIFEST) || reference.group(1).equals(Client.INDEX);
      boolean isSubject = subject >= 0 && reference.start() == subject + "\"subject\":".length();
      String target =
          here + (isManifest ? "_manifests/" : "_blobs/") + reference.group(2).replace(':', '/');
      if (!isSubject && !objects.containsKey(target)) {
        faults.add(key + " names what is not there: " + target);
      }
    }
  }
}
