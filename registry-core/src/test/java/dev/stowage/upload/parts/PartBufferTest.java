package dev.stowage.upload.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.storage.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartBufferTest {

  private static final int MIB = 1 << 20;

  @TempDir Path temp;

  @Test
  void keepsAPartInMemoryWhileThereIsRoom() throws IOException {
    try (PartBuffer buffer = buffer(new PartMemory(8 * MIB), 4 * MIB)) {
      byte[] bytes = fill(buffer, 3 * MIB + 5);
      assertThat(read(buffer.content())).isEqualTo(bytes);
      assertHashed(buffer, bytes);
    }
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void spillsAPartThatMemoryHasNoRoomFor() throws IOException {
    for (int mib : new int[] {1, 2, 3}) {
      SpillFolder spill = new SpillFolder(temp);
      try (PartBuffer buffer = new PartBuffer(new PartMemory((long) mib * MIB), spill, 4 * MIB)) {
        byte[] bytes = fill(buffer, 4 * MIB);
        assertThat(buffer.room()).isZero();
        assertThat(buffer.content()).isInstanceOf(Content.File.class);
        assertThat(read(buffer.content())).isEqualTo(bytes);
        assertHashed(buffer, bytes);
      }
      assertThat(files()).noneMatch(file -> file.contains("part-"));
    }
  }

  @Test
  void joinsPartsWhereverTheyAre() throws IOException {
    for (int mib : new int[] {1, 5, 9, 20}) {
      PartMemory memory = new PartMemory((long) mib * MIB);
      try (PartBuffer first = buffer(memory, 4 * MIB);
          PartBuffer second = buffer(memory, 4 * MIB);
          PartBuffer joined = buffer(memory, 6 * MIB + 1)) {
        byte[] head = fill(first, 4 * MIB);
        byte[] tail = fill(second, 2 * MIB + 1);
        first.copyTo(joined);
        second.copyTo(joined);
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        assertThat(read(joined.content())).isEqualTo(all);
        assertHashed(joined, all);
      }
    }
  }

  @Test
  void givesBackAllItTook() throws IOException {
    PartMemory memory = new PartMemory(5 * MIB);
    for (int i = 0; i < 20; i++) {
      try (PartBuffer first = buffer(memory, 4 * MIB);
          PartBuffer second = buffer(memory, 4 * MIB)) {
        fill(first, 4 * MIB);
        fill(second, 4 * MIB);
        assertThat(first.content()).isInstanceOf(Content.Bytes.class);
        assertThat(second.content()).isInstanceOf(Content.File.class);
      }
    }
  }

  @Test
  void removesWhatAProcessThatDiedLeft() throws IOException {
    Path dead = Files.createDirectory(temp.resolve("stowage-parts-dead"));
    Files.createFile(dead.resolve("lock"));
    Files.createFile(dead.resolve("part-1"));
    try (PartBuffer buffer = buffer(new PartMemory(MIB), 4 * MIB)) {
      fill(buffer, 2 * MIB);
    }
    assertThat(dead).doesNotExist();
  }

  private PartBuffer buffer(PartMemory memory, int capacity) {
    return new PartBuffer(memory, new SpillFolder(temp), capacity);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.map(Path::toString).toList();
    }
  }

  /// Half by arrays, half from a stream.
  private static byte[] fill(PartBuffer buffer, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    int done = 0;
    while (done < size / 2) {
      done += buffer.append(bytes, done, Math.min(100_000, size / 2 - done));
    }
    InputStream rest = new ByteArrayInputStream(bytes, done, size - done);
    while (buffer.size() < size) {
      buffer.readFrom(rest, size - buffer.size());
    }
    return bytes;
  }

  private static void assertHashed(PartBuffer buffer, byte[] bytes) {
    Hasher hasher = Hasher.begin(Algorithm.SHA256);
    buffer.hashInto(hasher);
    assertThat(hasher.digest()).isEqualTo(Hasher.digest(Algorithm.SHA256, bytes));
  }

  private static byte[] read(Content content) throws IOException {
    return switch (content) {
      case Content.Bytes bytes -> bytes.copy();
      case Content.File(var path, var offset, var length) -> {
        try (InputStream in = Files.newInputStream(path)) {
          in.skipNBytes(offset);
          yield in.readNBytes((int) length);
        }
      }
    };
  }
}
