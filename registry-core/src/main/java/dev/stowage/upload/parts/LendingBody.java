package dev.stowage.upload.parts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// A body whose bytes can be used where they lie, without a copy. For one thread.
public interface LendingBody {

  /// What has come and has not been read; waits if that is nothing. Empty at the body's end. The
  /// buffers may be read, by several threads through duplicates, until the next call of any method
  /// of the body; then they are gone.
  ///
  /// @throws IOException when the body is broken off, after all that came before
  List<ByteBuffer> lend() throws IOException;
}
