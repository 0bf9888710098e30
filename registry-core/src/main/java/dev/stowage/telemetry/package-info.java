/// What the registry tells of itself: the access log and the meters of its requests.
@NullMarked
package dev.stowage.telemetry;

import org.jspecify.annotations.NullMarked;
