package dev.stowage.deploy;

/// The kinds of stores that others run, each with a server to try it on.
enum Cloud {
  AZURE,
  GCS;

  /// Starts one with an empty bucket; close it.
  Backing start() {
    return switch (this) {
      case AZURE -> new AzureBacking();
      case GCS -> new GcsBacking();
    };
  }
}
