/// Manifests: kept verbatim in their repository, accepted only when all they name is there, found
/// by digest or by tag.
///
/// Order of writes on a push: the manifest, the hint for its subject, the repository's marker, the
/// hint for its tag, the tag; then a look whether the manifest still stands. A crash between any
/// two leaves something invisible, never something broken.
@NullMarked
package dev.stowage.manifest;

import org.jspecify.annotations.NullMarked;
