package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An object written in parts, by whoever holds the words for it.
interface StagedContract extends StoreUnderTest {

  /// A part that every store takes, in bytes.
  private int partSize() {
    return (int) Math.max(store().capabilities().minPart(), 100_000);
  }

  private StagedUploads uploads() {
    return store().uploads();
  }

  /// Puts part `number` (from 1) of bytes cut into parts of [#partSize].
  private Part putPart(StagedUpload upload, byte[] bytes, int number) {
    int start = (number - 1) * partSize();
    int length = Math.min(partSize(), bytes.length - start);
    return uploads()
        .putPart(
            upload,
            number,
            start,
            Content.of(bytes, start, length),
            start + length == bytes.length);
  }

  private static void misuse(Runnable call) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call::run)
        .returns(Kind.MISUSE, StorageException::kind);
  }

  /// A part more for an upload that is over: refused, or taken for nothing.
  private void late(StagedUpload upload, Part... before) {
    List<Part> parts = new ArrayList<>(List.of(before));
    long offset = Part.sizeOf(parts);
    if (keepsUploadsApart()) {
      misuse(() -> uploads().putPart(upload, parts.size() + 1, offset, Content.of("y"), true));
    } else {
      parts.add(uploads().putPart(upload, parts.size() + 1, offset, Content.of("y"), true));
    }
    over(upload, parts);
  }

  /// An upload that is over cannot be completed, unless the object that it made is named again, or
  /// said to stand there.
  private void over(StagedUpload upload, List<Part> parts) {
    try {
      WriteResult again = uploads().complete(upload, parts);
      Version stands = store().head(upload.target()).orElseThrow().version();
      if (again.written()) {
        assertThat(StoreUnderTest.version(again)).isEqualTo(stands);
      }
    } catch (StorageException e) {
      assertThat(e.kind()).isEqualTo(Kind.MISUSE);
    }
  }

  @Test
  default void makesAnObjectOfItsParts() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 2 + 12_345, 1);
    ObjectKey target = key("data/ab/object");
    StagedUpload upload = uploads().begin(target);
    assertThat(upload.target()).isEqualTo(target);
    List<Part> parts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      assertThat(store().head(target)).isEmpty();
      parts.add(putPart(upload, bytes, number));
    }
    assertThat(parts.get(1)).returns(2, Part::number).returns((long) partSize(), Part::offset);
    assertThat(parts.getLast().end()).isEqualTo(bytes.length);

    WriteResult result = uploads().complete(upload, parts);

    assertThat(read(target)).hasValue(bytes);
    assertThat(StoreUnderTest.version(result))
        .isEqualTo(store().head(target).orElseThrow().version());
    if (result instanceof WriteResult.Written(_, var crc32c) && crc32c.isPresent()) {
      CRC32C expected = new CRC32C();
      expected.update(bytes);
      assertThat(crc32c.getAsInt()).isEqualTo((int) expected.getValue());
    }
  }

  @Test
  default void takesPartsRepeatedAndOutOfOrder() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 3 + 1, 2);
    byte[] other = StoreUnderTest.noise(bytes.length, 3);
    StagedUpload upload = uploads().begin(key("object"));
    Part third = putPart(upload, bytes, 3);
    putPart(upload, other, 1);
    Part last = putPart(upload, bytes, 4);
    putPart(upload, bytes, 2);
    Part first = putPart(upload, bytes, 1);
    Part second = putPart(upload, bytes, 2);
    uploads().complete(upload, List.of(first, second, third, last));
    assertThat(read(key("object"))).hasValue(bytes);
  }

  @Test
  default void takesNeighboursOfOneRunAsOnePart() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 2 + 5, 10);
    StagedUpload upload = uploads().begin(key("object"));
    List<Part> parts = Stream.of(1, 2, 3).map(number -> putPart(upload, bytes, number)).toList();
    List<Part> told = new ArrayList<>(parts.subList(0, 1));
    for (Part part : parts.subList(1, 3)) {
      Part joined = told.getLast().joined(part).orElse(null);
      if (joined == null) {
        told.add(part);
      } else {
        told.set(told.size() - 1, joined);
      }
    }
    uploads().complete(upload, told);
    assertThat(read(key("object"))).hasValue(bytes);
  }

  @Test
  default void takesPartsAtOnce() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 8, 4);
    StagedUpload upload = uploads().begin(key("object"));
    List<Part> parts = Together.run(8, i -> putPart(upload, bytes, i + 1));
    uploads().complete(upload, parts);
    assertThat(read(key("object"))).hasValue(bytes);
  }

  @Test
  default void takesPartsFromMemoryAndFile(@TempDir Path directory) throws IOException {
    int size = partSize();
    byte[] bytes = StoreUnderTest.noise(size * 2, 5);
    Path file = Files.write(directory.resolve("source"), bytes);
    StagedUpload upload = uploads().begin(key("object"));
    Part first = uploads().putPart(upload, 1, 0, Content.of(bytes, 0, size), false);
    Part second = uploads().putPart(upload, 2, size, new Content.File(file, size, size), true);
    uploads().complete(upload, List.of(first, second));
    assertThat(read(key("object"))).hasValue(bytes);
  }

  @Test
  default void makesAnObjectOfNoBytes() {
    StagedUpload upload = uploads().begin(key("empty"));
    Part part = uploads().putPart(upload, 1, 0, Content.of(new byte[0]), true);
    uploads().complete(upload, List.of(part));
    assertThat(read(key("empty"))).hasValue(new byte[0]);
  }

  @Test
  default void makesASmallObject() {
    StagedUpload upload = uploads().begin(key("small"));
    Part part = uploads().putPart(upload, 1, 0, Content.of("few"), true);
    WriteResult result = uploads().complete(upload, List.of(part));
    assertThat(text(key("small"))).isEqualTo("few");
    assertThat(StoreUnderTest.version(result))
        .isEqualTo(store().head(key("small")).orElseThrow().version());
  }

  /// After each step everything is written as JSON, and the next store instance reads it.
  @Test
  default void goesOnFromJsonInAnotherInstance() throws IOException {
    byte[] bytes = StoreUnderTest.noise(partSize() * 2 + 1, 6);
    String upload = json(uploads().begin(key("travels")));
    List<String> parts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      reopened();
      parts.add(json(putPart(parse(upload, StagedUpload.class), bytes, number)));
    }
    reopened();
    List<Part> all = new ArrayList<>();
    for (String part : parts) {
      all.add(parse(part, Part.class));
    }
    assertThat(uploads().complete(parse(upload, StagedUpload.class), all).written()).isTrue();
    assertThat(read(key("travels"))).hasValue(bytes);
  }

  private static String json(Object value) throws IOException {
    return new ObjectMapper().registerModule(new JavaTimeModule()).writeValueAsString(value);
  }

  private static <T> T parse(String json, Class<T> type) throws IOException {
    return new ObjectMapper().registerModule(new JavaTimeModule()).readValue(json, type);
  }

  @Test
  default void neverReplacesWhatStands() {
    put(key("taken"), "before");
    StagedUpload upload = uploads().begin(key("taken"));
    Part part = uploads().putPart(upload, 1, 0, Content.of("after"), true);
    assertThat(uploads().complete(upload, List.of(part))).isEqualTo(WriteResult.refused());
    assertThat(text(key("taken"))).isEqualTo("before");
    uploads().abort(upload);
    assertThat(text(key("taken"))).isEqualTo("before");
  }

  @Test
  default void knowsNoUploadThatIsOver() {
    StagedUpload aborted = uploads().begin(key("aborted"));
    Part part = uploads().putPart(aborted, 1, 0, Content.of("x"), true);
    uploads().abort(aborted);
    uploads().abort(aborted);
    misuse(() -> uploads().complete(aborted, List.of(part)));
    late(aborted, part);
    assertThat(store().head(key("aborted"))).isEmpty();

    StagedUpload completed = uploads().begin(key("completed"));
    Part whole = uploads().putPart(completed, 1, 0, Content.of("x"), true);
    uploads().complete(completed, List.of(whole));
    uploads().abort(completed);
    late(completed, whole);
    assertThat(text(key("completed"))).isEqualTo("x");
  }

  @Test
  default void knowsNoUploadItNeverBegan() {
    for (String handle : List.of("", "x", "../x", "upload-0", "a/b", "0".repeat(500))) {
      StagedUpload forged = new StagedUpload(key("forged"), handle, Instant.now());
      misuse(() -> uploads().putPart(forged, 1, 0, Content.of("x"), true));
      misuse(() -> uploads().complete(forged, List.of(new Part(1, 0, 1, ""))));
      uploads().abort(forged);
    }
    assertThat(store().head(key("forged"))).isEmpty();
  }

  @Test
  default void refusesPartsWithGaps() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 3, 7);
    StagedUpload upload = uploads().begin(key("gaps"));
    List<Part> parts = Stream.of(1, 2, 3).map(number -> putPart(upload, bytes, number)).toList();
    misuse(() -> uploads().complete(upload, List.of(parts.get(0), parts.get(2))));
    misuse(() -> uploads().complete(upload, List.of(parts.get(1), parts.get(2))));
    misuse(() -> uploads().complete(upload, List.of(parts.get(1), parts.get(0), parts.get(2))));
    assertThat(store().head(key("gaps"))).isEmpty();
    assertThat(uploads().complete(upload, parts).written()).isTrue();
    assertThat(read(key("gaps"))).hasValue(bytes);
  }

  @Test
  default void refusesPartsItDoesNotHold() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 2, 8);
    StagedUpload upload = uploads().begin(key("less"));
    Part first = putPart(upload, bytes, 1);
    Part claimed = new Part(2, first.end(), partSize(), first.tag());
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> uploads().complete(upload, List.of(first, claimed)))
        .returns(Kind.CORRUPT, StorageException::kind);
    assertThat(store().head(key("less"))).isEmpty();
    uploads().abort(upload);
  }

  /// A crash may leave bytes that nobody was told of.
  @Test
  default void makesTheObjectOfThePartsNamedOnly() {
    byte[] bytes = StoreUnderTest.noise(partSize() * 3, 9);
    StagedUpload upload = uploads().begin(key("more"));
    Part first = putPart(upload, bytes, 1);
    Part second = putPart(upload, bytes, 2);
    putPart(upload, bytes, 3);
    uploads().complete(upload, List.of(first, second));
    assertThat(read(key("more"))).hasValue(Arrays.copyOf(bytes, partSize() * 2));
  }

  @Test
  default void listsUploadsThatAreNotOver() {
    String longName = "c/" + "x".repeat(200) + "/" + "y".repeat(200);
    StagedUpload b = uploads().begin(key("b"));
    StagedUpload a = uploads().begin(key("a"));
    StagedUpload c = uploads().begin(key(longName));
    StagedUpload completed = uploads().begin(key("completed"));
    uploads()
        .complete(completed, List.of(uploads().putPart(completed, 1, 0, Content.of("x"), true)));
    uploads().abort(uploads().begin(key("aborted")));
    reopened();

    ListQuery all = ListQuery.of(prefix());
    assertThat(targets(all)).containsExactly(a.target(), b.target(), c.target());
    assertThat(targets(all.after(a.target().value()))).containsExactly(b.target(), c.target());
    assertThat(targets(ListQuery.of(prefix() + "b"))).containsExactly(b.target());
    assertThat(targets(new ListQuery(prefix(), "", 2, false)))
        .containsExactly(a.target(), b.target());

    for (StagedUpload upload : uploads().unfinished(all)) {
      uploads().abort(upload);
    }
    assertThat(uploads().unfinished(all)).isEmpty();
    late(c);
    assertThat(store().head(c.target())).isEmpty();
  }

  private List<ObjectKey> targets(ListQuery query) {
    return uploads().unfinished(query).stream().map(StagedUpload::target).toList();
  }
}
