package dev.stowage.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.contract.StoreContract;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinioStoreTest extends StoreContract {

  @Override
  protected ObjectStore open() {
    return S3Store.open(Configured.with(Server.minio().settings()));
  }

  @Override
  public boolean nestsObjects() {
    return false;
  }

  /// Where it begins behind a name in a folder, MinIO counts what lies in the folders beside it
  /// whose names go on with a character before the slash (`a-b/` beside `a/`) against the page, and
  /// ends too early. So only names in one folder.
  @Test
  @Override
  public void agreesWithTheModel() {
    List<String> names =
        IntStream.range(0, 300).mapToObj(i -> "n" + "-.0+".charAt(i % 4) + i).sorted().toList();
    names.forEach(name -> put(key("folder/" + name), "x"));
    for (int i = 0; i < names.size(); i += 7) {
      ListQuery query =
          new ListQuery(
              prefix() + "folder/", prefix() + "folder/" + names.get(i), i % 9 + 1, false);
      List<String> found = new ArrayList<>();
      for (ListPage page = store().list(query); ; page = store().list(query.after(page.next()))) {
        page.objects().forEach(entry -> found.add(entry.key().value()));
        if (!page.hasMore()) {
          break;
        }
      }
      assertThat(found)
          .isEqualTo(
              names.subList(i + 1, names.size()).stream()
                  .map(name -> prefix() + "folder/" + name)
                  .toList());
    }
  }

  /// It takes the condition and deletes all the same.
  @Test
  void knowsThatItDoesNotDeleteOnCondition() {
    assertThat(store().capabilities().conditionalDelete()).isFalse();
  }

  /// MinIO lists the unfinished uploads of one object only, and those of all by no prefix.
  @Test
  @Override
  public void listsUploadsThatAreNotOver() {
    StagedUpload upload = store().uploads().begin(key("a/b"));
    store().uploads().abort(store().uploads().begin(key("a/b")));
    reopened();
    ListQuery one = ListQuery.of(prefix() + "a/b");
    assertThat(store().uploads().unfinished(one))
        .singleElement()
        .returns(upload.target(), StagedUpload::target);
    store().uploads().unfinished(one).forEach(store().uploads()::abort);
    assertThat(store().uploads().unfinished(one)).isEmpty();
  }
}
