package dev.stowage.storage.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.services.storage.Storage;
import com.google.auth.Credentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.MultipartUploadClient;
import com.google.cloud.storage.MultipartUploadSettings;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.spi.v1.HttpStorageRpc;

/// The bucket and the ways to speak of it. Google's client is told to repeat nothing: [Calls] does.
///
/// @param objects the JSON API, one request for each call
/// @param multipart the XML API for uploads in parts
/// @param options of both, for what else can be made of them
record Bucket(
    String name,
    Names names,
    Storage objects,
    MultipartUploadClient multipart,
    HttpStorageOptions options,
    Calls calls) {

  /// Asks nothing yet.
  static Bucket of(Settings settings, Credentials credentials, HttpTransport transport) {
    HttpStorageOptions options =
        StorageOptions.http()
            .setProjectId("none") // Else it is looked for; only calls on projects want it.
            .setHost(settings.endpoint().toString())
            .setCredentials(credentials)
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setHttpTransportFactory(() -> transport)
                    .setConnectTimeout((int) settings.connectTimeout().toMillis())
                    .setReadTimeout((int) settings.requestTimeout().toMillis())
                    .build())
            .setRetrySettings(RetrySettings.newBuilder().setMaxAttempts(1).build())
            .build();
    return new Bucket(
        settings.bucket(),
        new Names(settings.prefix()),
        new HttpStorageRpc(options).getStorage(),
        MultipartUploadClient.create(MultipartUploadSettings.of(options)),
        options,
        new Calls(settings.callTimeout()));
  }

  /// The same, with as much time for each call as `calls` gives.
  Bucket with(Calls other) {
    return new Bucket(name, names, objects, multipart, options, other);
  }
}
