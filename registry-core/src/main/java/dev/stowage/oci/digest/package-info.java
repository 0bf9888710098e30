/// Content addresses and how they are computed. A [Digest][dev.stowage.oci.digest.Digest] names
/// content; a [Hasher][dev.stowage.oci.digest.Hasher] computes one while the bytes pass by, and can
/// be put to rest after any byte and continued by another process from its
/// [HashState][dev.stowage.oci.digest.HashState] — which `java.security.MessageDigest` cannot do,
/// and which uploads need.
@NullMarked
package dev.stowage.oci.digest;

import org.jspecify.annotations.NullMarked;
