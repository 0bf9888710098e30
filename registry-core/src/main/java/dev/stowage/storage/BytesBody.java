package dev.stowage.storage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/// A body whose object lies in memory whole. The array is not copied and must not change.
@SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
public record BytesBody(ObjectInfo info, ByteRange range, byte[] object) implements ObjectBody {

  /// @param range cut to the object
  public BytesBody {
    range = range.within(object.length);
  }

  @Override
  public InputStream stream() {
    return new ByteArrayInputStream(object, (int) range.offset(), (int) range.length());
  }

  @Override
  public byte[] readAll() {
    int start = (int) range.offset();
    int length = (int) range.length();
    return length == object.length ? object : Arrays.copyOfRange(object, start, start + length);
  }

  @Override
  public void close() {}
}
