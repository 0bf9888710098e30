/// The storage SPI: what a bucket must be able to do for the registry to live in it.
///
/// Everything here is blocking; callers run on virtual threads. Absence and a lost race are values
/// ([java.util.Optional], [WriteResult.Refused]); everything else is one exception,
/// [StorageException], made only where a store's own errors are known. Methods map one to one to
/// the primitives of S3, Azure Blob and GCS; what is common to all stores lives above this room.
///
/// A new store implements [ObjectStore] and [StagedUploads], and passes the contract kit
/// (`StoreContract` in the test-jar).
@NullMarked
package dev.stowage.storage;

import org.jspecify.annotations.NullMarked;
