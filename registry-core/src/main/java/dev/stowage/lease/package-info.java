/// Who may use a bucket at the same time: one replica without Redis, or any number with it. Upload
/// sessions of the first are in its own memory, so a second one behind the same address would
/// answer every other request of an upload as if it had never begun; and it remembers small objects
/// as the only writer ([dev.stowage.storage.cache]). A lease in the bucket keeps apart who does not
/// go together: the later one does not start.
///
/// No write depends on it.
@NullMarked
package dev.stowage.lease;

import org.jspecify.annotations.NullMarked;
