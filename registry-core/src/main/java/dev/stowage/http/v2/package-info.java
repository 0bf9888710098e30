/// The OCI Distribution API on HTTP. A request's raw target is parsed once, strictly, into a
/// [Target][dev.stowage.http.v2.Target]; the [Routes][dev.stowage.http.v2.Routes] say which handler
/// answers which target and method; handlers translate between headers and the features, run on a
/// virtual thread, may block, and catch nothing.
@NullMarked
package dev.stowage.http.v2;

import org.jspecify.annotations.NullMarked;
