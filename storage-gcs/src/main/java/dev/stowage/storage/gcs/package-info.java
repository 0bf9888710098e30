/// Google Cloud Storage as the registry's bucket (`stowage.storage.kind=gcs`), by Google's own
/// client over HTTP.
///
/// Objects go through the JSON API, whose writes carry generation preconditions. Large objects are
/// put together by XML multipart uploads, the only ones that take parts in any order and can be
/// listed; since these know no preconditions, an upload is completed under a name beside the
/// objects (`.staged/…`) and then moved to its target, which does (docs/adr/0008). What this room
/// knows of the store's answers ends here: [Failures] tells them apart, [Calls] repeats what may be
/// repeated.
@NullMarked
package dev.stowage.storage.gcs;

import org.jspecify.annotations.NullMarked;
