/// The one place where failures become answers: what a handler throws, and what no handler is there
/// for, leaves as the OCI error JSON with a status, words, and nothing of our insides.
@NullMarked
package dev.stowage.http.failure;

import org.jspecify.annotations.NullMarked;
