/// What the registry tells of itself: the access log, the meters of its requests, and traces.
@NullMarked
package dev.stowage.telemetry;

import org.jspecify.annotations.NullMarked;
