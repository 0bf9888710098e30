package dev.stowage.deploy;

import dev.stowage.storage.s3.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// A server that speaks S3, with one bucket.
final class S3Backing implements Backing, Bucket {

  private final Server server;
  private final S3Client client;

  private S3Backing(Server server) {
    this.server = server;
    this.client = server.client();
  }

  static S3Backing s3Proxy() {
    return new S3Backing(Server.startS3Proxy());
  }

  static S3Backing minio() {
    return new S3Backing(Server.startMinio());
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public Map<String, String> settings(int port) {
    var settings = new TreeMap<String, String>();
    settings.put("stowage.storage.kind", "s3");
    Server.settings(URI.create("http://127.0.0.1:" + port))
        .forEach((name, value) -> settings.put("stowage.storage.s3." + name, value));
    return settings;
  }

  @Override
  public Bucket bucket() {
    return this;
  }

  @Override
  public SortedSet<String> keys() {
    var keys = new TreeSet<String>();
    client
        .listObjectsV2Paginator(request -> request.bucket(Server.BUCKET))
        .contents()
        .forEach(object -> keys.add(object.key()));
    return keys;
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      return client.getObject(request -> request.bucket(Server.BUCKET).key(key));
    } catch (SdkException e) {
      throw new IOException(key, e);
    }
  }

  /// Uploads in parts that were neither completed nor aborted.
  @Override
  public SortedSet<String> strangers() {
    var uploads = new TreeSet<String>();
    client
        .listMultipartUploads(request -> request.bucket(Server.BUCKET))
        .uploads()
        .forEach(upload -> uploads.add(upload.key() + "?uploadId=" + upload.uploadId()));
    return uploads;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
