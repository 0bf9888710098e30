/// The collection of garbage, while the registry serves: what no manifest names goes, after it was
/// condemned and has waited out a grace period ([dev.stowage.grace] says how, and
/// docs/adr/0030-collection-while-serving.md why nothing is lost).
///
/// One collection is one document in the bucket, changed by compare-and-swap. Replicas take shares
/// of it: some repositories each, then the blob records that begin with one digit each. A share
/// whose replica died is taken by another. Shares only save work: what is done twice, or by two at
/// once, is as good as done once.
@NullMarked
package dev.stowage.collect;

import org.jspecify.annotations.NullMarked;
