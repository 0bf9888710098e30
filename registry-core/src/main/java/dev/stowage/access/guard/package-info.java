/// The guard before every route: what a route [demands][dev.stowage.access.guard.Demand], who
/// [calls][dev.stowage.access.guard.Caller], and whether he may. Asked before a byte of a body is
/// read; what changes anything is decided on the grants as they stand at that moment, whatever a
/// token says.
@NullMarked
package dev.stowage.access.guard;

import org.jspecify.annotations.NullMarked;
