package dev.stowage.document;

/// How fresh a document must be.
public enum Freshness {
  /// Not older than [RecentDocuments#LIFE].
  RECENT,
  /// As it stands now.
  LIVE
}
