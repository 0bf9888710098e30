package dev.stowage.http.body;

import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;

/// A request body small enough to be in memory whole. Close it when its bytes are no longer needed.
public final class WholeBody implements AutoCloseable {
  /// What every request may have without being counted: most manifests are smaller.
  private static final int FREE = 64 * 1024;

  private final MemoryBudget budget;
  private byte[] bytes = {};
  private long taken;

  private WholeBody(MemoryBudget budget) {
    this.budget = budget;
  }

  /// Reads the body to its end.
  ///
  /// @param declared its Content-Length, absent when it is chunked
  /// @param limit the most bytes it may have
  /// @throws OciException `SIZE_INVALID` with status 413 when it is longer, before reading it if
  ///   its declared length says so; `UNAVAILABLE` when this replica's memory is full of others
  /// @throws BodyCutException when it is cut off
  public static WholeBody read(
      InputStream in, OptionalLong declared, int limit, MemoryBudget budget) throws IOException {
    if (declared.orElse(0) > limit) {
      throw tooLong(limit);
    }
    WholeBody body = new WholeBody(budget);
    try {
      body.fill(in, (int) declared.orElse(0), limit);
      return body;
    } catch (Throwable e) {
      body.close();
      throw e;
    }
  }

  /// All of it. Not a copy.
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {
    budget.give(taken);
    taken = 0;
  }

  private void fill(InputStream in, int declared, int limit) throws IOException {
    // The declared length is only a claim: room beyond FREE is made as bytes arrive.
    byte[] room = new byte[Math.min(Math.max(declared, 8 * 1024), FREE) + 1];
    int filled = 0;
    int n;
    while ((n = in.read(room, filled, room.length - filled)) >= 0) {
      filled += n;
      if (filled > limit) {
        throw tooLong(limit);
      }
      if (filled == room.length) {
        int more = (int) Math.min(2L * room.length, (long) limit + 1);
        claim(more);
        room = Arrays.copyOf(room, more);
      }
    }
    bytes = Arrays.copyOf(room, filled);
  }

  private void claim(int size) {
    long more = size - taken;
    if (size > FREE && !budget.tryTake(more)) {
      throw new OciException(
          ErrorCode.UNAVAILABLE, "too many large manifests at this moment; try again");
    }
    taken = size > FREE ? size : taken;
  }

  private static OciException tooLong(int limit) {
    return new OciException(
        413, ErrorCode.SIZE_INVALID, "a manifest has at most " + limit + " bytes");
  }
}
