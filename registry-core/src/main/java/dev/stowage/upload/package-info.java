/// Uploads from POST to PUT. The bytes go straight to their final object; committing one never
/// copies them.
///
/// An upload owns `data/…/<id>`, `parked/<id>` and `intents/<id>`, all named after it. The intent
/// is written before the first byte and removed after the blob's link stands; [Janitor] settles
/// what a dead upload left, so there is never an orphan and never a scan of what is stored.
@NullMarked
package dev.stowage.upload;

import org.jspecify.annotations.NullMarked;
