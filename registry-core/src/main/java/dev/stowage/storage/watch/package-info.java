/// What the store is asked, how often, how long it takes and how it ends: one decorator around
/// whichever store is chosen. Feeds the metrics, traces, the log of slow calls, and the plain
/// counters by which tests bound the price of an operation.
@NullMarked
package dev.stowage.storage.watch;

import org.jspecify.annotations.NullMarked;
