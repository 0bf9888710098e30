package dev.stowage.collect.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The objects of a bucket. A version is the bytes themselves, so that two states of equal bytes
/// have the same one, as on S3 and in a directory.
final class ModelBucket {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}(?![0-9a-f])");

  final TreeMap<String, byte[]> objects = new TreeMap<>();

  /// When each was written.
  final TreeMap<String, Integer> times = new TreeMap<>();

  /// What its clock says.
  int now;

  ModelBucket copy() {
    var copy = new ModelBucket();
    copy.objects.putAll(objects);
    copy.times.putAll(times);
    copy.now = now;
    return copy;
  }

  /// All that matters of it. The names of lists are chance.
  String state() {
    var state = new StringBuilder();
    List<String> lists = new ArrayList<>();
    objects.forEach(
        (key, bytes) -> {
          String text = new String(bytes, StandardCharsets.ISO_8859_1);
          if (key.startsWith("doomed/")) {
            lists.add(text);
          } else if (key.startsWith("data/") || !isPrivate(key)) {
            state.append(key).append('=').append(text).append('\n');
            if (isMarked(text)) {
              state.append(times.get(key)).append('\n');
            }
          }
        });
    lists.sort(null);
    return state.append(lists).toString();
  }

  static boolean isMarked(String object) {
    return object.contains("condemned") || object.indexOf(0) >= 0;
  }

  /// Whether only one actor ever looks at that key, or none finds anything there.
  static boolean isPrivate(String key) {
    return key.startsWith("sys/")
        || key.startsWith("catalog/")
        || key.startsWith("data/")
        || key.contains("/_tagged/")
        || key.contains("sha512");
  }

  /// What contradicts the layout. Tags are looked at only where nobody deletes manifests.
  List<String> faults(boolean tags) {
    List<String> faults = new ArrayList<>();
    objects.forEach(
        (key, bytes) -> {
          String text = new String(bytes, StandardCharsets.UTF_8);
          if (text.isEmpty()) {
            return; // a tombstone
          }
          if (key.startsWith("blobs/") && !stands(dataOf(text))) {
            faults.add(key + " names data that is gone");
          } else if (key.contains("/_blobs/")) {
            String hex = key.substring(key.lastIndexOf('/') + 1);
            byte[] record = objects.get("blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
            if (record == null || record.length == 0) {
              faults.add(key + " has no record");
            } else if (!dataOf(new String(record, StandardCharsets.UTF_8)).equals(dataOf(text))) {
              faults.add(key + " names other data than its record");
            } else if (!stands(dataOf(text))) {
              faults.add(key + " names data that is gone");
            }
          } else if (key.contains("/_manifests/")) {
            references(text)
                .forEach(
                    reference -> {
                      String here = key.substring(0, key.indexOf("/_manifests/"));
                      if (!stands(here + "/_blobs/sha256/" + reference)
                          && !stands(here + "/_manifests/sha256/" + reference)) {
                        faults.add(key + " names what is gone: " + reference);
                      }
                    });
          } else if (tags && key.contains("/_tags/")) {
            String here = key.substring(0, key.indexOf("/_tags/"));
            if (!stands(here + "/_manifests/" + digest(text).replace(':', '/'))) {
              faults.add(key + " points to a manifest that is gone");
            }
          }
        });
    return faults;
  }

  /// What nobody uses: to be empty when all is quiet and has been collected.
  List<String> orphans(List<String> unfinished) {
    List<String> orphans = new ArrayList<>();
    Map<String, String> texts = new TreeMap<>();
    objects.forEach((key, bytes) -> texts.put(key, new String(bytes, StandardCharsets.UTF_8)));
    for (var object : texts.entrySet()) {
      String key = object.getKey();
      boolean used =
          object.getValue().isEmpty()
              || (key.startsWith("data/")
                  ? unfinished.contains(key)
                      || texts.entrySet().stream()
                          .anyMatch(
                              e -> e.getKey().startsWith("blobs/") && names(e.getValue(), key))
                  : key.startsWith("blobs/")
                      ? texts.entrySet().stream()
                          .anyMatch(
                              e ->
                                  e.getKey().contains("/_blobs/")
                                      && !e.getValue().isEmpty()
                                      && last(e.getKey()).equals(last(key)))
                      : !key.contains("/_blobs/")
                          || texts.entrySet().stream()
                              .anyMatch(
                                  e ->
                                      e.getKey().startsWith(here(key) + "/_manifests/")
                                          && references(e.getValue()).contains(last(key))));
      if (!used || key.startsWith("doomed/")) {
        orphans.add(key);
      }
    }
    return orphans;
  }

  private static String here(String key) {
    return key.substring(0, key.indexOf("/_"));
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private static boolean names(String record, String data) {
    return !record.isEmpty() && dataOf(record).equals(data);
  }

  private boolean stands(String key) {
    byte[] object = objects.get(key);
    return object != null && object.length > 0;
  }

  private static String dataOf(String document) {
    Matcher id = ID.matcher(document);
    if (!id.find()) {
      throw new AssertionError("no data in " + document);
    }
    return "data/" + id.group().substring(0, 2) + "/" + id.group();
  }

  private static String digest(String document) {
    Matcher digest = Pattern.compile("sha256:[0-9a-f]{64}").matcher(document);
    if (!digest.find()) {
      throw new AssertionError("no digest in " + document);
    }
    return digest.group();
  }

  /// The hashes that a manifest names, but for its subject's.
  private static List<String> references(String manifest) {
    int subject = manifest.indexOf("\"subject\"");
    String body = subject < 0 ? manifest : manifest.substring(0, subject);
    return Pattern.compile("sha256:([0-9a-f]{64})")
        .matcher(body)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /// Puts an object.
  void put(String key, byte[] bytes) {
    objects.put(key, bytes);
    times.put(key, now);
  }

  /// A time of its clock.
  static Instant instant(int time) {
    return Instant.ofEpochSecond(100 + time);
  }
}
