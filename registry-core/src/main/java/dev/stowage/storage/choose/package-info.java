/// Which store the registry lives in: chosen by configuration, tried at start, watched, closed at
/// the end. The only room that looks for [dev.stowage.storage.StorageProvider]s; everything else
/// injects the one [dev.stowage.storage.ObjectStore].
@NullMarked
package dev.stowage.storage.choose;

import org.jspecify.annotations.NullMarked;
