/// The contract kit: what every store must do, as tests that know only the SPI. A store's test is
/// one class that extends [dev.stowage.storage.contract.StoreContract] and says how to open the
/// store.
@NullMarked
package dev.stowage.storage.contract;

import org.jspecify.annotations.NullMarked;
