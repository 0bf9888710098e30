/// The token service of the Distribution specification: scopes, tokens and the keys that sign them.
/// A token is a JWT signed by RS256 (RFC 7519, RFC 7515) that says who asked and what he asked for
/// and may do. The keys lie in the bucket (`sys/keys.json`), their private halves encrypted by a
/// key that does not; every replica finds out by the clock alone which of them is in use.
///
/// A token only narrows: what its holder may do is looked up again with every request.
@NullMarked
package dev.stowage.auth.token;

import org.jspecify.annotations.NullMarked;
