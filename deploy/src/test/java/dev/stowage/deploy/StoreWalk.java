package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A look at the objects of a bucket: is everything the layout promises true of them?
///
/// What is looked at must be quiet: no request is under way.
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

  private final Bucket bucket;
  private final Set<String> sound;
  private final SortedSet<String> objects;

  private StoreWalk(Bucket bucket, Set<String> sound) {
    this.bucket = bucket;
    this.sound = sound;
    try {
      this.objects = bucket.keys();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a janitor has yet to take away: temporary files, intents, parked ends of uploads, data
  /// that no record names.
  static List<String> leftovers(Bucket bucket) {
    var walk = new StoreWalk(bucket, new HashSet<>());
    List<String> leftovers = new ArrayList<>(walk.strangers());
    walk.objects.stream().filter(key -> TRANSIENT.matcher(key).lookingAt()).forEach(leftovers::add);
    if (!leftovers.isEmpty()) {
      return leftovers; // unfinished: what is named would cost many reads
    }
    Set<String> named = new HashSet<>();
    for (String key : walk.keys("blobs/")) {
      named.add(walk.dataOf(key));
    }
    for (String key : walk.keys("data/")) {
      if (!named.contains(key)) {
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
  static List<String> faults(Bucket bucket, Set<String> sound) {
    return new StoreWalk(bucket, sound).faults();
  }

  private SortedSet<String> strangers() {
    try {
      return bucket.strangers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> keys(String prefix) {
    return objects.stream().filter(key -> key.startsWith(prefix)).toList();
  }

  private String text(String key) {
    return new String(bytes(key), StandardCharsets.UTF_8);
  }

  private byte[] bytes(String key) {
    try (InputStream in = bucket.open(key)) {
      return in.readAllBytes();
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
    assertThat(records).as("blob records in " + bucket).isNotEmpty();
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
    Matcher size = SIZE.matcher(text(key));
    if (!objects.contains(data)) {
      faults.add(key + " names data that is not there: " + data);
    } else if (!size.find()) {
      faults.add(key + " says no size");
    } else if (at.group(1).equals("sha256") && sound.add(data)) {
      var sink = new Content.DigestSink();
      try (InputStream in = bucket.open(data)) {
        in.transferTo(sink);
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
        if (!objects.contains(record)) {
          faults.add(key + " has no record");
        } else if (!dataOf(key).equals(dataOf(record))) {
          faults.add(key + " names other data than its record");
        }
      }
      case "_manifests" -> {
        byte[] manifest = withoutMark(bytes(key));
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
        if (!objects.contains(here + "_manifests/" + path)) {
          faults.add(key + " points to a manifest that is not there: " + digest.group());
        }
        if (!objects.contains(here + "_tagged/" + path + "/" + rest)) {
          faults.add(key + " has no hint at its digest");
        }
        if (!objects.contains("catalog/" + repository + "+")) {
          faults.add(repository + " has a tag and is not in the catalog");
        }
      }
      default -> {
        // Hints may be stale: readers ask the tag or the manifest itself.
      }
    }
  }

  /// A manifest that a collection has condemned ends in a mark between two NULs.
  private static byte[] withoutMark(byte[] object) {
    int end = object.length - 1;
    if (end < 0 || object[end] != 0) {
      return object;
    }
    int begin = end - 1;
    while (begin > 0 && object[begin] != 0) {
      begin--;
    }
    return Arrays.copyOf(object, begin);
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
      if (!isSubject && !objects.contains(target)) {
        faults.add(key + " names what is not there: " + target);
      }
    }
  }
}
