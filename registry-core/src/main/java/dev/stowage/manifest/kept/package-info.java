/// Manifests as objects of the bucket: their bytes, verbatim; followed by a mark while they are
/// condemned ([dev.stowage.grace]). Knows nothing of what they say.
@NullMarked
package dev.stowage.manifest.kept;

import org.jspecify.annotations.NullMarked;
