package dev.stowage.layout;

import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.ObjectKey;
import java.util.Optional;

/// A place in the bucket: what lies there, and its key. [#parse] is the inverse of [#key].
public sealed interface Place {

  /// Where it lies.
  ObjectKey key();

  /// Bytes of a blob, named after the upload that wrote them.
  record Data(UploadId id) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey("data/" + id.value().substring(0, 2) + "/" + id);
    }
  }

  /// What is known of a blob in the whole registry.
  record BlobRecord(Digest digest) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(
          "blobs/"
              + digest.algorithm().label()
              + "/"
              + digest.hex().substring(0, 2)
              + "/"
              + digest.hex());
    }
  }

  /// That a repository may serve a blob.
  record Link(RepositoryName repository, Digest digest) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.repository(repository) + "_blobs/" + path(digest));
    }
  }

  /// The bytes of a manifest.
  record ManifestBytes(RepositoryName repository, Digest digest) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.repository(repository) + "_manifests/" + path(digest));
    }
  }

  /// A tag.
  record TagDocument(RepositoryName repository, Tag tag) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.tags(repository) + tag);
    }
  }

  /// Hint that `tag` has pointed to `digest`.
  record Tagged(RepositoryName repository, Digest digest, Tag tag) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.tagged(repository, digest) + tag);
    }
  }

  /// Hint that the manifest `referrer` names `subject`.
  record Referrer(RepositoryName repository, Digest subject, Digest referrer) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(
          Prefixes.referrers(repository, subject)
              + referrer.algorithm().label()
              + "-"
              + referrer.hex());
    }
  }

  /// That a repository exists.
  record CatalogMarker(RepositoryName repository) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.CATALOG + repository + Prefixes.CATALOG_END);
    }
  }

  /// What to undo if the writer of [Data] dies.
  record Intent(UploadId id) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.INTENTS + id);
    }
  }

  /// The short rest of an upload.
  record Parked(UploadId id) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey("parked/" + id);
    }
  }

  /// A short-lived object by which the registry sees how the store behaves.
  record Probe(UploadId id) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.PROBES + id);
    }
  }

  /// Who uses the bucket: one replica alone, or several that share their sessions.
  record Solo() implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.SOLO);
    }
  }

  /// Who may do what in a namespace, the first component of repository names.
  record NamespaceAccess(String namespace) implements Place {
    /// @throws dev.stowage.oci.error.OciException `NAME_INVALID` if no name can begin so
    public NamespaceAccess {
      if (!RepositoryName.parse(namespace).namespace().equals(namespace)) {
        throw new OciException(
            ErrorCode.NAME_INVALID, "a namespace is the first component of a repository name");
      }
    }

    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.NAMESPACES + namespace + Prefixes.ACCESS);
    }
  }

  /// Who may do what in the whole registry.
  record SystemAccess() implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.SYSTEM_ACCESS);
    }
  }

  /// An account.
  record Account(Principal principal) implements Place {
    @Override
    public ObjectKey key() {
      String folder =
          switch (principal) {
            case Principal.User _ -> Prefixes.USERS;
            case Principal.Robot _ -> Prefixes.ROBOTS;
          };
      return new ObjectKey(folder + principal.login() + Prefixes.JSON);
    }
  }

  /// The keys by which the registry signs tokens.
  record SigningKeys() implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.SIGNING_KEYS);
    }
  }

  /// A name that no other bucket has, by which the replicas that use this one find each other.
  record BucketId() implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.BUCKET_ID);
    }
  }

  /// Records and data that a collection is about to remove.
  record Doomed(UploadId id) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.DOOMED + id);
    }
  }

  /// How far the collection of garbage is.
  record CollectionState() implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.COLLECTIONS + "state");
    }
  }

  /// Sorted digests that a collection notes for its next step.
  ///
  /// @param group those that belong together: lower-case letters, digits and dashes
  record DigestRun(UploadId collection, String group, UploadId run) implements Place {
    @Override
    public ObjectKey key() {
      return new ObjectKey(Prefixes.runs(collection, group) + run);
    }
  }

  /// What lies at `key`, or empty if this layout puts nothing there.
  static Optional<Place> parse(ObjectKey key) {
    return PlaceParser.parse(key.value());
  }

  private static String path(Digest digest) {
    return digest.algorithm().label() + "/" + digest.hex();
  }
}
