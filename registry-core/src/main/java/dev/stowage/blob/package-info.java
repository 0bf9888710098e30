/// Blobs: content by digest, shared by all repositories and readable only through a repository that
/// links it. A blob's bytes lie in one data object for ever; the record says which, the link
/// repeats it, so that a pull reads one small object.
@NullMarked
package dev.stowage.blob;

import org.jspecify.annotations.NullMarked;
