package dev.stowage.storage.gcs.fake;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An object's bytes, or a range of them.
final class Media {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private Media() {}

  static Answer of(Request request, Stored object) {
    long size = object.bytes().length();
    String range = request.header("Range");
    Answer answer;
    if (range.isEmpty()) {
      answer = answer(200, object, 0, size);
    } else {
      Matcher matcher = RANGE.matcher(range);
      if (!matcher.matches()) {
        throw Problem.invalid("no range: " + range);
      }
      long first = Preconditions.number(matcher.group(1));
      if (first >= size) {
        throw new Problem(
            416,
            "requestedRangeNotSatisfiable",
            "InvalidRange",
            "The requested range cannot be satisfied.");
      }
      long last =
          matcher.group(2).isEmpty()
              ? size - 1
              : Math.min(size - 1, Preconditions.number(matcher.group(2)));
      if (last < first) {
        throw Problem.invalid("no range: " + range);
      }
      answer =
          answer(206, object, first, last - first + 1)
              .with("Content-Range", "bytes " + first + "-" + last + "/" + size);
    }
    return answer
        .with("Content-Type", object.contentType())
        .with("ETag", "\"" + object.etag() + "\"")
        .with("Accept-Ranges", "bytes")
        .with(
            "Last-Modified",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(object.updated().atOffset(ZoneOffset.UTC)))
        .with("x-goog-generation", Long.toString(object.generation()))
        .with("x-goog-metageneration", Long.toString(object.metageneration()))
        .with("x-goog-hash", object.hashes())
        .with("x-goog-storage-class", "STANDARD")
        .with("x-goog-stored-content-encoding", "identity")
        .with("x-goog-stored-content-length", Long.toString(size));
  }

  private static Answer answer(int status, Stored object, long from, long length) {
    return new Answer(status, new java.util.LinkedHashMap<>(), object.bytes(), from, length);
  }
}
