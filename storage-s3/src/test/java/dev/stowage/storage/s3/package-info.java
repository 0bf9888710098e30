/// The S3 store against S3Proxy and MinIO, which the tests start as child processes, and against
/// answers that no honest store gives.
@NullMarked
package dev.stowage.storage.s3;

import org.jspecify.annotations.NullMarked;
