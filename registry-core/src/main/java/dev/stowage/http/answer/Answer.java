package dev.stowage.http.answer;

import dev.stowage.storage.ObjectBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A status, headers and a payload, to be sent once. Made and completed on one thread.
public final class Answer {

  /// What follows the headers.
  public sealed interface Payload {
    /// Nothing.
    record None() implements Payload {}

    /// Bytes in memory, which no longer change.
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Bytes(byte[] array) implements Payload {}

    /// An object of the store, or a range of one; closed when sent, or when it cannot be.
    record Stored(ObjectBody body) implements Payload {}

    /// Nothing, of an answer whose GET would have `length` bytes (RFC 9110, section 9.3.2).
    record Promised(long length) implements Payload {}
  }

  private static final Payload NONE = new Payload.None();

  private final int status;
  private final List<CharSequence> headers = new ArrayList<>(20);
  private Payload payload = NONE;

  private Answer(int status) {
    this.status = status;
  }

  /// An answer with this HTTP status and, so far, nothing else.
  public static Answer of(int status) {
    return new Answer(status);
  }

  /// Adds a header; the same name may come several times. The value must not hold control
  /// characters.
  public Answer header(CharSequence name, CharSequence value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  /// With these bytes, which must not change any more.
  public Answer bytes(byte[] bytes) {
    payload = new Payload.Bytes(bytes);
    return this;
  }

  /// With this text in UTF-8.
  public Answer text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// With this object, which the sender closes.
  public Answer stored(ObjectBody body) {
    payload = new Payload.Stored(body);
    return this;
  }

  /// Without the `length` bytes that a GET would have brought.
  public Answer promised(long length) {
    payload = new Payload.Promised(length);
    return this;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// The first header of that name, which is compared without regard to case.
  public Optional<String> header(String name) {
    for (int i = 0; i < headers.size(); i += 2) {
      if (name.equalsIgnoreCase(headers.get(i).toString())) {
        return Optional.of(headers.get(i + 1).toString());
      }
    }
    return Optional.empty();
  }

  /// Names and values in turn.
  List<CharSequence> headers() {
    return headers;
  }

  /// What follows the headers.
  public Payload payload() {
    return payload;
  }
}
