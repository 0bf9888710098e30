package dev.stowage.storage.watch;

import java.util.Locale;

/// The methods of the SPI that ask the store something.
public enum StoreCall {
  HEAD,
  OPEN,
  WRITE,
  COPY,
  DELETE,
  DELETE_ALL,
  LIST,
  PRESIGN,
  BEGIN,
  PUT_PART,
  COMPLETE,
  ABORT,
  UNFINISHED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /// The name in metrics and logs: lower case, words joined by `_`.
  public String label() {
    return label;
  }
}
