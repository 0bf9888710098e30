package dev.stowage.deploy;

/// The kinds of stores that others run, each with a server to try it on.
enum Cloud {
  S3PROXY,
  MINIO,
  AZURE,
  GCS;

  /// Starts one with an empty bucket; close it.
  Backing start() {
    return switch (this) {
      case S3PROXY -> S3Backing.s3Proxy();
      case MINIO -> S3Backing.minio();
      case AZURE -> new AzureBacking();
      case GCS -> new GcsBacking();
    };
  }
}
