package dev.stowage.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.blob.Blob;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert;

/// What the tests of uploads share: two kinds of stores, short calls, and the check that nothing is
/// left over.
final class UploadSamples {

  static final RepositoryName REPOSITORY = RepositoryName.parse("team/app");
  static final int MIB = 1 << 20;

  private UploadSamples() {}

  enum Parts {
    OF_ANY_SIZE(1),
    OF_TWO_MIB(2 * MIB);

    final int smallest;

    Parts(int smallest) {
      this.smallest = smallest;
    }

    UploadRooms rooms() {
      return new UploadRooms(new PartedStore(new MemoryStore(), smallest));
    }
  }

  static void assertNothingIsLeftBut(UploadRooms rooms, int dataObjects) {
    rooms.janitor.round();
    assertThat(rooms.store.list(ListQuery.of("data/")).objects()).hasSize(dataObjects);
    assertThat(rooms.store.list(ListQuery.of("intents/")).objects()).isEmpty();
    assertThat(rooms.store.list(ListQuery.of("parked/")).objects()).isEmpty();
    assertThat(rooms.store.uploads().unfinished(ListQuery.of(""))).isEmpty();
  }

  static void stream(UploadRooms rooms, UploadId id, byte[] bytes) throws IOException {
    rooms.uploads.append(REPOSITORY, id, Optional.empty(), in(bytes), OptionalLong.empty());
  }

  static void finish(UploadRooms rooms, UploadId id, Digest digest, byte[] last)
      throws IOException {
    rooms.uploads.finish(
        REPOSITORY, id, digest, Optional.empty(), in(last), OptionalLong.of(last.length));
  }

  static byte[] read(UploadRooms rooms, Digest digest) {
    Blob blob = rooms.blobs.find(REPOSITORY, digest).orElseThrow();
    try (ObjectBody body = rooms.blobs.open(blob, ByteRange.ALL)) {
      return body.readAll();
    }
  }

  static void assertRefused(ErrorCode code, ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(OciException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  static InputStream breakingOff(byte[] bytes, int after) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        if (at == after) {
          throw new IOException("connection reset");
        }
        int n = Math.min(len, Math.min(after - at, 10_000));
        System.arraycopy(bytes, at, b, off, n);
        at += n;
        return n;
      }
    };
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static Digest digest(byte[] bytes, Algorithm algorithm) {
    return Hasher.digest(algorithm, bytes);
  }
}
