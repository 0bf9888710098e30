package dev.stowage.oci.manifest;

/// How much a manifest may hold. Each bound is far above what real images use and low enough that
/// no manifest can cost much to check, to list or to follow.
public final class ManifestLimits {
  /// The longest manifest in bytes; the specification asks registries for at least 4 megabytes.
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /// How deep objects and arrays may be nested; a manifest itself is one level.
  public static final int MAX_DEPTH = 32;

  /// How many JSON values a manifest may hold in all, which bounds the memory of its parsed form.
  public static final int MAX_VALUES = 100_000;

  /// The most layers of one image or artifact.
  public static final int MAX_LAYERS = 1000;

  /// The most entries of one index.
  public static final int MAX_MANIFESTS = 1000;

  /// The largest annotations, keys and values together, of a manifest with a `subject`: they are
  /// repeated in every listing of that subject's referrers. Those of other manifests are bounded by
  /// [#MAX_BYTES] alone.
  public static final int MAX_REFERRER_ANNOTATIONS = 256 * 1024;

  /// The largest `size` of a descriptor, 2^53: beyond it JSON numbers are not exact everywhere.
  public static final long MAX_SIZE = 1L << 53;

  private ManifestLimits() {}
}
