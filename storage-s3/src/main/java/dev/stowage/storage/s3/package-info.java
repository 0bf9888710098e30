/// Amazon S3, and whatever speaks its protocol, as the registry's bucket; the only room that knows
/// the AWS SDK.
///
/// One bucket is one [S3Bucket]: the SDK's client without its own retries, the bucket's name, what
/// every key begins with. [S3Reads], [S3Writes], [S3Listing] and [S3Uploads] ask it, each a part of
/// the SPI, and [S3Store] puts them together. [Calls] repeats what failed in passing within a
/// deadline and knows whether an earlier attempt may have taken effect unseen; [S3Failures] is the
/// only place that knows what the store's errors mean.
///
/// Every conditional write carries a random word in the object's metadata ([WriteMark]). When an
/// answer was lost and the repeated write is refused, that word tells whether what stands is ours.
/// Where nothing can tell, the failure is a TIMEOUT, never a guess.
@NullMarked
package dev.stowage.storage.s3;

import org.jspecify.annotations.NullMarked;
