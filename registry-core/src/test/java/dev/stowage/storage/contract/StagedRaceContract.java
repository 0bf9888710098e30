package dev.stowage.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// One completion wins, and what it published changes no more.
interface StagedRaceContract extends StoreUnderTest {

  private List<StagedUpload> begun(ObjectKey target, int count) {
    return Together.share(count, _ -> store().uploads().begin(target));
  }

  private Part only(StagedUpload upload, String text) {
    return store().uploads().putPart(upload, 1, 0, Content.of(text), true);
  }

  @RepeatedTest(5)
  default void letsOneOfSixteenCompletionsWin() {
    ObjectKey target = key("contended");
    List<StagedUpload> uploads = begun(target, 16);
    List<Part> parts = Together.share(16, i -> only(uploads.get(i), "upload " + i));
    List<WriteResult> results =
        Together.run(16, i -> store().uploads().complete(uploads.get(i), List.of(parts.get(i))));
    assertThat(results.stream().filter(WriteResult::written)).hasSize(1);
    int winner = results.indexOf(results.stream().filter(WriteResult::written).findAny().get());
    assertThat(text(target)).isEqualTo("upload " + winner);
    uploads.forEach(store().uploads()::abort);
    assertThat(text(target)).isEqualTo("upload " + winner);
  }

  @RepeatedTest(5)
  default void letsOneCompletionWinPerConcurrentDelete() {
    ObjectKey target = key("contended");
    List<StagedUpload> uploads = begun(target, 16);
    List<Part> parts = Together.share(16, i -> only(uploads.get(i), "upload " + i));
    List<Boolean> wins =
        Together.run(
            20,
            i -> {
              if (i < 16) {
                return wins(uploads.get(i), parts.get(i));
              }
              store().delete(target, Condition.ALWAYS);
              return false;
            });
    List<String> winners = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      if (wins.get(i)) {
        winners.add("upload " + i);
      }
    }
    assertThat(winners).hasSizeBetween(1, 5);
    read(target)
        .ifPresent(
            bytes -> assertThat(winners).contains(new String(bytes, StandardCharsets.UTF_8)));
    boolean absent = store().head(target).isEmpty();
    StagedUpload late = store().uploads().begin(target);
    assertThat(store().uploads().complete(late, List.of(only(late, "late"))).written())
        .isEqualTo(absent);
  }

  private boolean wins(StagedUpload upload, Part part) {
    try {
      return store().uploads().complete(upload, List.of(part)).written();
    } catch (StorageException e) {
      if (keepsUploadsApart()) {
        throw e;
      }
      assertThat(e.kind()).isEqualTo(Kind.MISUSE);
      return false;
    }
  }

  /// Two who continue one session: the parts of the slower one must not reach the object that the
  /// faster one published.
  @RepeatedTest(5)
  default void publishesNothingThatStillChanges() {
    ObjectKey target = key("sealed");
    StagedUpload upload = store().uploads().begin(target);
    Part part = only(upload, "published");
    Together.run(
        8,
        i -> {
          try {
            if (i == 0) {
              store().uploads().complete(upload, List.of(part));
            } else {
              only(upload, "published");
              store().uploads().putPart(upload, 2, part.end(), Content.of("more"), true);
            }
          } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(Kind.MISUSE);
          }
          return true;
        });
    assertThat(text(target)).isEqualTo("published");
  }

  /// A writer that was taken for dead, and was not: its part is on its way while another has sent
  /// the same one. Where only one process can use the bucket, the later one counts.
  @Test
  default void takesNoOtherWritersPartForTheOneItIsTold() {
    ObjectKey target = key("pinned");
    StagedUpload upload = store().uploads().begin(target);
    Part told = only(upload, "what is told");
    reopened();
    only(upload, "by another  ");
    if (store().capabilities().exclusive()) {
      store().uploads().complete(upload, List.of(told));
      assertThat(text(target)).isEqualTo("by another  ");
      return;
    }
    try {
      store().uploads().complete(upload, List.of(told));
      assertThat(text(target)).isEqualTo("what is told");
    } catch (StorageException refused) {
      assertThat(store().head(target)).isEmpty();
    }
  }
}
