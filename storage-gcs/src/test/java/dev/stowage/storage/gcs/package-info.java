/// The store on Google Cloud Storage: the contract kit, and what is special there, on
/// [dev.stowage.storage.gcs.fake.FakeGcs].
@NullMarked
package dev.stowage.storage.gcs;

import org.jspecify.annotations.NullMarked;
