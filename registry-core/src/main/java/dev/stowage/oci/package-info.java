/// The words of the registry's specifications as values: digests, names, media types, manifests and
/// errors. Nothing here performs I/O or knows a framework: only the JDK. Everything that comes from
/// outside becomes one of these values before any other room sees it, so a value that exists is
/// valid.
///
/// Sources: the OCI Distribution and Image specifications, and Docker's schema 2 where it differs.
@NullMarked
package dev.stowage.oci;

import org.jspecify.annotations.NullMarked;
