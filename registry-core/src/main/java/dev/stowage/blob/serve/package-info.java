/// How a blob's bytes reach a client: by a redirect to the bucket, or through this process.
@NullMarked
package dev.stowage.blob.serve;

import org.jspecify.annotations.NullMarked;
