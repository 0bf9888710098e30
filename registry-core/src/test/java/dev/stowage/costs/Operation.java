package dev.stowage.costs;

import static dev.stowage.costs.CountedRegistry.APP;
import static dev.stowage.costs.CountedRegistry.OTHER;
import static dev.stowage.costs.CountedRegistry.PAGE;
import static dev.stowage.costs.CountedRegistry.PARTS_3;
import static dev.stowage.costs.CountedRegistry.PARTS_4;
import static dev.stowage.costs.CountedRegistry.SMALL;
import static dev.stowage.costs.CountedRegistry.digest;
import static dev.stowage.costs.CountedRegistry.image;
import static dev.stowage.costs.CountedRegistry.referrer;

import dev.stowage.costs.CountedRegistry.Deed;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.tag.TagCondition;
import java.io.IOException;
import java.util.Optional;

/// The operations of the registry, and what each asks of the store: **the table of costs**. One
/// that became dearer than it says here is at fault; one that became cheaper is a reason to lower
/// the figure.
@SuppressWarnings("ImmutableEnumChecker") // The deeds are lambdas that hold nothing.
enum Operation {
  HEAD_BLOB("HEAD blob", "open 1", r -> r.post(SMALL), r -> r.look(SMALL, true)),
  HEAD_MISSING("HEAD blob that is missing", "open 1", r -> {}, r -> r.look(SMALL, false)),
  GET_BLOB(
      "GET blob, redirect",
      "open 1, presign 1",
      r -> r.post(SMALL),
      r -> r.download(digest(SMALL))),
  POST("push small blob: POST ?digest=", "write 4", r -> {}, r -> r.post(SMALL)),
  PUT("push small blob: POST, PUT", "write 4", r -> {}, r -> r.postPut(SMALL)),
  PATCH(
      "push small blob: POST, PATCH, PUT", "open 1, write 5", r -> {}, r -> r.postPatchPut(SMALL)),
  PUT_AGAIN(
      "push small blob that is known: POST, PUT",
      "open 1, write 4, delete 1",
      r -> r.post(SMALL),
      r -> r.postPut(SMALL)),
  PUT_3(
      "push blob of 3 parts: POST, PUT",
      "write 3, begin 1, put_part 3, complete 1",
      r -> {},
      r -> r.postPut(PARTS_3)),
  PUT_4(
      "push blob of 4 parts: POST, PUT",
      "write 3, begin 1, put_part 4, complete 1",
      r -> {},
      r -> r.postPut(PARTS_4)),
  PATCH_3(
      "push blob of 3 parts: POST, PATCH, PUT",
      "write 3, begin 1, put_part 3, complete 1",
      r -> {},
      r -> r.postPatchPut(PARTS_3)),
  PATCH_4(
      "push blob of 4 parts: POST, PATCH, PUT",
      "write 3, begin 1, put_part 4, complete 1",
      r -> {},
      r -> r.postPatchPut(PARTS_4)),
  INTENTS(
      "push small blob: POST, PUT, the 100th since intents were removed",
      "write 4, delete_all 2",
      r -> {
        for (int i = 0; i < 99; i++) {
          r.post(CountedRegistry.bytes(i, 100));
        }
      },
      r -> r.postPut(SMALL)),
  CANCEL(
      "cancel upload",
      "head 1, delete 1, unfinished 1",
      CountedRegistry::postPatch,
      CountedRegistry::cancel),
  MOUNT(
      "mount ?from=",
      "open 2, write 1",
      r -> r.post(SMALL),
      r -> r.rooms.blobs.mount(OTHER, digest(SMALL), Optional.of(APP), any -> true)),
  MOUNT_HOME(
      "mount",
      "open 2, write 1",
      r -> r.post(SMALL),
      r -> r.rooms.blobs.mount(OTHER, digest(SMALL), Optional.empty(), any -> true)),
  DELETE_BLOB(
      "DELETE blob",
      "head 1, delete 1",
      r -> r.post(SMALL),
      r -> r.rooms.blobs.unlink(APP, digest(SMALL))),
  PUT_IMAGE(
      "PUT manifest of 7 layers by tag",
      "open 10, write 4",
      CountedRegistry::sevenLayers,
      r -> r.put(r.sevenLayered(), "latest")),
  PUT_IMAGE_AGAIN(
      "PUT the same manifest by the same tag",
      "open 11, write 4",
      r -> {
        r.sevenLayers();
        r.put(r.sevenLayered(), "latest");
      },
      r -> r.put(r.sevenLayered(), "latest")),
  PUT_DIGEST(
      "PUT manifest of 7 layers by digest",
      "open 9, write 2",
      CountedRegistry::sevenLayers,
      r -> r.put(r.sevenLayered())),
  PUT_REFERRER(
      "PUT manifest with a subject and no layers by digest",
      "open 2, write 3",
      r -> r.put(image("subject")),
      r -> r.put(referrer("one", image("subject")))),
  GET_TAG(
      "GET or HEAD manifest by tag", "open 2", r -> r.put(image("one"), "v1"), r -> r.find("v1")),
  GET_DIGEST(
      "GET or HEAD manifest by digest",
      "open 1",
      r -> r.put(image("one")),
      r -> r.find(digest(image("one")).toString())),
  DELETE_MANIFEST(
      "DELETE manifest without a tag",
      "head 1, delete 1, list 2",
      r -> r.put(image("one")),
      r -> r.rooms.manifests.delete(APP, digest(image("one")))),
  DELETE_TAGGED(
      "DELETE manifest with 1 tag, of a repository with 1 tag",
      "head 1, open 2, delete 2, list 2",
      r -> r.put(image("one"), "v1"),
      r -> r.rooms.manifests.delete(APP, digest(image("one")))),
  DELETE_AMONG_MANY(
      "DELETE manifest with 1 tag, of a repository with 201 tags",
      "head 1, open 2, delete 2, list 2",
      r -> {
        r.put(image("one"), "v1");
        for (int i = 0; i < 200; i++) {
          r.put(image("other"), "other" + i);
        }
      },
      r -> r.rooms.manifests.delete(APP, digest(image("one")))),
  DELETE_TAG(
      "DELETE tag",
      "open 1, delete 1",
      r -> r.put(image("one"), "v1"),
      r -> r.rooms.tags.delete(APP, Tag.parse("v1"), TagCondition.any())),
  LIST_TAGS(
      "page of tags",
      "list 1",
      r -> r.put(image("one"), "v1", "v2", "v3"),
      r -> r.rooms.tags.list(APP, PAGE)),
  LIST_REPOSITORIES(
      "page of the catalog", "list 1", r -> r.put(image("one")), r -> r.rooms.catalog.list(PAGE)),
  LIST_NO_REFERRERS(
      "page of referrers, none",
      "list 1",
      r -> r.put(image("subject")),
      r -> r.rooms.referrers.list(APP, digest(image("subject")), Optional.empty(), PAGE)),
  LIST_REFERRERS(
      "page of referrers, 3 on it",
      "open 3, list 1",
      r -> {
        r.put(referrer("one", image("subject")));
        r.put(referrer("two", image("subject")));
        r.put(referrer("three", image("subject")));
      },
      r -> r.rooms.referrers.list(APP, digest(image("subject")), Optional.empty(), PAGE));

  final String label;

  /// What it costs; the table of costs.
  final String expected;

  private final Deed preparation;
  private final Deed deed;

  Operation(String label, String expected, Deed preparation, Deed deed) {
    this.label = label;
    this.expected = expected;
    this.preparation = preparation;
    this.deed = deed;
  }

  /// What it asks of the store of a new registry, or of one that was prepared for it.
  StoreCalls.Counts measure() throws IOException {
    return CountedRegistry.cost(preparation, deed);
  }

  /// What it asks of the store of that new registry if it is done for a second time.
  StoreCalls.Counts measureAgain(CountedRegistry registry) throws IOException {
    preparation.doTo(registry);
    deed.doTo(registry);
    return registry.cost(deed);
  }
}
