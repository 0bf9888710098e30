package dev.stowage.blob.serve;

import dev.stowage.storage.ObjectBody;
import java.net.URI;

/// How a blob is handed over.
public sealed interface Delivery {

  /// The client fetches it there, for a short time.
  record Redirect(URI uri) implements Delivery {}

  /// We send these bytes; whoever sends them closes the body.
  record Body(ObjectBody body) implements Delivery {}
}
