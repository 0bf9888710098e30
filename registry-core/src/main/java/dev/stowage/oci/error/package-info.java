/// What a client did wrong, or what we could not do for it, in the specification's terms: a code, a
/// status and words a user understands. Every room may throw an
/// [OciException][dev.stowage.oci.error.OciException]; one place in the HTTP room turns it into the
/// JSON of the specification ("Error Codes").
@NullMarked
package dev.stowage.oci.error;

import org.jspecify.annotations.NullMarked;
