package dev.stowage.http.v2;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import java.util.List;

/// What a request is about: the paths of the OCI Distribution specification ("Endpoints"), of the
/// token service and of the management API, with every part a value that has passed its grammar.
/// Made by [TargetParser].
public sealed interface Target {

  /// `/v2/`
  record Base() implements Target {}

  /// `/v2/_catalog`
  record Catalog() implements Target {}

  /// `/v2/<name>/tags/list`
  record Tags(RepositoryName name) implements Target {}

  /// `/v2/<name>/referrers/<digest>`
  record Referrers(RepositoryName name, Digest subject) implements Target {}

  /// `/v2/<name>/manifests/<reference>`
  record ManifestAt(RepositoryName name, Reference reference) implements Target {}

  /// `/v2/<name>/blobs/<digest>`
  record BlobAt(RepositoryName name, Digest digest) implements Target {}

  /// `/v2/<name>/blobs/uploads/`, with or without the last slash
  record UploadsOf(RepositoryName name) implements Target {}

  /// `/v2/<name>/blobs/uploads/<id>`
  record UploadAt(RepositoryName name, UploadId id) implements Target {}

  /// `/auth/token`
  record TokenService() implements Target {}

  /// `/auth/jwks`, and `/.well-known/jwks.json`
  record PublicKeys() implements Target {}

  /// What lies below `/api/v1/`: the segments of the path behind it, at least one.
  record Api(List<String> path) implements Target {
    public Api {
      path = List.copyOf(path);
    }
  }
}
