/// A bucket in a local directory: the store that needs nothing installed.
///
/// The object `a/b/c` is the file `<root>/a/b/c@`. No key has an `@`, so `a` and `a/b` can both
/// exist, and the order of `name` for files and `name/` for directories is the byte order of whole
/// keys. What is being written lies in `<root>/.tmp`; `<root>/.lock` is locked for as long as the
/// store is open, because **one process owns a root**: conditions are kept by locks in this
/// process.
///
/// An object's file is never changed in place. It is written aside, made durable, and moved to its
/// name in one step, so an open file is one version for ever. Touches the file system and nothing
/// else.
@NullMarked
package dev.stowage.storage.fs;

import org.jspecify.annotations.NullMarked;
