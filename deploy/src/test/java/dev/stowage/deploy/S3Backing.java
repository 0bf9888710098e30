package dev.stowage.deploy;

import dev.stowage.storage.s3.Gate;
import dev.stowage.storage.s3.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// A server that speaks S3, with one bucket.
final class S3Backing implements Backing, Bucket {

  private final Server server;
  private final @Nullable Gate gate;
  private final S3Client client;

  private S3Backing(Server server, @Nullable Gate gate) {
    this.server = server;
    this.gate = gate;
    this.client = server.client();
  }

  /// S3Proxy, behind a gate: by itself it looks at an object's version and then writes, with
  /// nothing between to keep others off.
  static S3Backing s3Proxy() {
    Server server = Server.startS3Proxy();
    return new S3Backing(server, Gate.to(server).exact().forgetful());
  }

  static S3Backing minio() {
    return new S3Backing(Server.startMinio(), null);
  }

  @Override
  public int port() {
    return gate == null ? server.port() : gate.port();
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
        .forEach(
            object -> {
              if (object.size() > 0 || object.key().startsWith("data/")) {
                keys.add(object.key());
              }
            });
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
    if (gate != null) {
      gate.close();
    }
    server.close();
  }
}
