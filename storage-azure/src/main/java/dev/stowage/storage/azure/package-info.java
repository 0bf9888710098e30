/// A container of an Azure storage account as the bucket: block blobs, by the vendor's SDK over the
/// JDK's own HTTP client.
///
/// - A [dev.stowage.storage.Version] is an ETag; Azure gives every write a new one. Conditions are
///   `If-None-Match: *` and `If-Match`.
/// - Every conditional write carries a random mark in the blob's metadata. When an answer is lost,
///   the call is repeated, and a refusal then is settled by reading back: the mark says whether it
///   was this call that wrote.
/// - An upload is blocks of its target (`Put Block`), committed by `Put Block List`. Their ids
///   carry the upload, the part's number and its offset, so the store knows all that a session
///   needs.
/// - The SDK's own retries are off. They repeat conditional writes without looking who wrote, know
///   no total deadline and no `Retry-After`; `Calls` does.
/// - Blob names are the configured prefix and the key. One that ends in a dot, which Azure would
///   cut off, gets a `!` behind it, which no key has.
///
/// Accounts with a hierarchical namespace are refused: their names are paths of real directories,
/// listed in another order, and a name cannot be a blob and a directory at once.
///
/// Touches the network and nothing else. The Azure SDK is used only here.
@NullMarked
package dev.stowage.storage.azure;

import org.jspecify.annotations.NullMarked;
