/// One pass of a collection over a part of the bucket: a repository (its manifests, and the links
/// they do not name), or the blob records that begin with one hexadecimal digit (and are linked
/// nowhere). Memory is bounded whatever there is: digests are sorted in small heaps, laid down in
/// the bucket as runs, and merged with the ordered listing of what they are about.
///
/// Decides what is unused; what becomes of that is for [dev.stowage.blob] and
/// [dev.stowage.manifest.kept]. Knows nothing of who sweeps what, and when.
@NullMarked
package dev.stowage.collect.sweep;

import org.jspecify.annotations.NullMarked;
