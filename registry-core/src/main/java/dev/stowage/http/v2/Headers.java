package dev.stowage.http.v2;

import io.vertx.core.http.HttpHeaders;

/// Names and constant values of headers, made once.
final class Headers {
  static final CharSequence CONTENT_TYPE = HttpHeaders.CONTENT_TYPE;
  static final CharSequence ETAG = HttpHeaders.ETAG;
  static final CharSequence LOCATION = HttpHeaders.LOCATION;
  static final CharSequence CACHE_CONTROL = HttpHeaders.CACHE_CONTROL;
  static final CharSequence ACCEPT_RANGES = HttpHeaders.ACCEPT_RANGES;
  static final CharSequence CONTENT_RANGE = HttpHeaders.CONTENT_RANGE;
  static final CharSequence RANGE = HttpHeaders.createOptimized("Range");
  static final CharSequence ALLOW = HttpHeaders.ALLOW;
  static final CharSequence CONTENT_DIGEST = HttpHeaders.createOptimized("Docker-Content-Digest");
  static final CharSequence UPLOAD_UUID = HttpHeaders.createOptimized("Docker-Upload-UUID");
  static final CharSequence OCI_SUBJECT = HttpHeaders.createOptimized("OCI-Subject");
  static final CharSequence OCI_TAG = HttpHeaders.createOptimized("OCI-Tag");
  static final CharSequence OCI_FILTERS = HttpHeaders.createOptimized("OCI-Filters-Applied");

  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  static final CharSequence OCTETS = HttpHeaders.createOptimized("application/octet-stream");
  static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");

  /// What is addressed by its digest never changes; `private`, since not everyone may have it.
  static final CharSequence IMMUTABLE =
      HttpHeaders.createOptimized("private, max-age=31536000, immutable");

  /// What a tag names may change at any time: ask again, with `If-None-Match`.
  static final CharSequence REVALIDATE = HttpHeaders.createOptimized("private, no-cache");

  private Headers() {}
}
