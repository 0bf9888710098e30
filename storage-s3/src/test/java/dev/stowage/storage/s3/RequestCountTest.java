package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Condition;
import dev.stowage.storage.Condition.IfVersion;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectBody;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.PresignOptions;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.Version;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What each call of the SPI costs, in requests.
class RequestCountTest {

  private final GatedStore gated = new GatedStore();
  private final ObjectKey key = gated.key("object");
  private final ObjectKey none = gated.key("none");

  @AfterEach
  void close() {
    gated.close();
  }

  private void costs(Runnable call, String... kinds) {
    gated.gate.forget();
    call.run();
    assertThat(gated.gate.kinds()).containsExactly(kinds);
  }

  private void read(ObjectKey from, ByteRange range) {
    gated
        .store
        .open(from, range)
        .ifPresent(
            body -> {
              try (ObjectBody open = body) {
                open.readAll();
              }
            });
  }

  @Test
  void readsWithOneRequest() {
    gated.put(key, "content");
    costs(() -> gated.store.head(key), "HEAD");
    costs(() -> gated.store.head(none), "HEAD");
    costs(() -> read(key, ByteRange.ALL), "GET");
    costs(() -> read(key, new ByteRange(1, 3)), "GET");
    costs(() -> read(none, ByteRange.ALL), "GET");
    costs(() -> read(key, new ByteRange(100, 1)), "GET", "HEAD");
    costs(() -> read(key, new ByteRange(0, 0)), "HEAD");
  }

  @Test
  void writesWithOneRequest() {
    Content content = Content.of("content");
    costs(() -> gated.store.write(key, content, Condition.IF_ABSENT), "PUT");
    costs(() -> gated.store.write(key, content, Condition.IF_ABSENT), "PUT");
    costs(() -> gated.store.write(key, content, Condition.ALWAYS), "PUT");
    Version version = gated.versionOf(key);
    costs(() -> gated.store.write(key, content, new IfVersion(version)), "PUT");
    costs(() -> gated.store.delete(key, new IfVersion(version)), "DELETE");
    costs(() -> gated.store.delete(key, Condition.ALWAYS), "DELETE");
  }

  @Test
  void uploadsAnObjectOfNPartsWithNAndTwoRequests() {
    byte[] part = new byte[5 << 20];
    costs(
        () -> {
          StagedUpload upload = gated.store.uploads().begin(key);
          Part first = gated.store.uploads().putPart(upload, 1, 0, Content.of(part), false);
          Part second =
              gated.store.uploads().putPart(upload, 2, first.end(), Content.of("rest"), true);
          gated.store.uploads().complete(upload, List.of(first, second));
        },
        "POST uploads",
        "PUT partNumber uploadId",
        "PUT partNumber uploadId",
        "POST uploadId");
    StagedUpload upload = gated.store.uploads().begin(none);
    costs(() -> gated.store.uploads().unfinished(ListQuery.of(none.value())), "GET uploads");
    costs(() -> gated.store.uploads().abort(upload), "DELETE uploadId");
  }

  @Test
  void listsAndRemovesAThousandWithOneRequest() {
    List<ObjectKey> keys = IntStream.range(0, 1001).mapToObj(i -> gated.key("many/" + i)).toList();
    costs(() -> gated.store.list(ListQuery.of("gated/")), "GET list-type");
    costs(() -> gated.store.deleteAll(keys.subList(0, 1000)), "POST delete");
    costs(() -> gated.store.deleteAll(keys), "POST delete", "POST delete");
    costs(() -> gated.store.deleteAll(List.of()));
  }

  @Test
  void copiesWithoutMovingBytes() {
    gated.put(key, "content");
    costs(() -> gated.store.copy(key, none, Condition.ALWAYS), "HEAD", "PUT copy");
    costs(
        () -> gated.store.copy(key, gated.key("third"), Condition.IF_ABSENT),
        "HEAD",
        "POST uploads",
        "PUT partNumber uploadId copy",
        "POST uploadId");
  }

  @Test
  void signsWithoutARequest() {
    costs(
        () ->
            gated.store.presignGet(
                key, new PresignOptions("text/plain", "", Duration.ofMinutes(1))));
  }
}
