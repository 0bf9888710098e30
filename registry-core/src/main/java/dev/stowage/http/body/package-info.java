/// Request bodies of any size in bounded memory.
///
/// The event loop puts the network's buffers into a batch and stops reading the connection once the
/// batch, or the budget of the whole replica, is full; the handler's virtual thread takes whole
/// batches. Nobody waits without a limit: a client that is too slow, or gone, ends the body with a
/// [BodyCutException][dev.stowage.http.body.BodyCutException]. A body that nobody wants (any more)
/// is discarded within limits, so that the connection can go on.
@NullMarked
package dev.stowage.http.body;

import org.jspecify.annotations.NullMarked;
