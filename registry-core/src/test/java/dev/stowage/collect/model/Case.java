package dev.stowage.collect.model;

import static dev.stowage.collect.model.Rooms.A;
import static dev.stowage.collect.model.Rooms.B;
import static dev.stowage.collect.model.Rooms.must;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Small cases that are explored whole. In each, collectors are at work beside the clients.
@SuppressWarnings("ImmutableEnumChecker") // The programs hold nothing.
enum Case {
  PUSH_AND_IMAGE(new Before(), r -> pushAndImage(r)),
  PUSH_AND_IMAGE_WHERE_THE_LINK_IS_DUE(new Before().unusedLink(), r -> pushAndImage(r)),
  LOOK_AND_IMAGE(new Before().push().collections(2).end(2), r -> lookAndImage(r)),
  LOOK_AND_IMAGE_WHERE_THE_LINK_IS_DUE(new Before().unusedLink(), r -> lookAndImage(r)),
  IMAGE_WHERE_THE_LINK_IS_DUE(new Before().unusedLink(), r -> r.image(A, "t")),
  MOUNT_AND_IMAGE_WHERE_THE_LINK_IS_DUE(
      new Before().unusedLink(), r -> mountAndImage(r, Optional.of(A))),
  MOUNT_WHERE_A_LINKED_RECORD_IS_DUE(
      new Before().push().then(0, Rooms::condemn),
      r -> r.mount(B, Optional.of(A)),
      r -> r.unlink(A)),
  MOUNT_FROM_HOME_WHERE_A_LINKED_RECORD_IS_DUE(
      new Before().push().then(0, Rooms::condemn),
      r -> r.mount(B, Optional.empty()),
      r -> r.unlink(A)),
  PUSH_WHERE_THE_RECORD_IS_DUE(new Before().unusedRecord(), r -> pushAndImage(r)),
  PUSHES_WHERE_THE_RECORD_IS_DUE(new Before().unusedRecord(), r -> r.push(A), r -> r.push(B)),
  PUSH_ON_DELETE(
      new Before().push().then(0, r -> r.image(A, "t")).deletes().end(2),
      r -> r.deleteImage(A),
      r -> r.image(A, "t")),
  PUSH_BESIDE_A_MARK(
      new Before().push().then(0, r -> r.unlink(A)).begin(1).end(3).collectors(2), r -> r.push(B)),
  TWO_COLLECTORS_AND_A_RECORD_THAT_IS_DUE(new Before().unusedRecord().collectors(2).end(2)),
  TWO_COLLECTORS_AND_AN_UNUSED_RECORD(
      new Before().push().then(0, r -> r.unlink(A)).collectors(2).collections(2)),
  TWO_COLLECTORS_AND_AN_IMAGE(new Before().unusedLink().collectors(2).end(2), r -> r.image(A, "t")),
  TAG_ON_AN_UNTAGGED_IMAGE_THAT_IS_DUE(new Before().untaggedImage(), r -> r.image(A, "t")),
  INDEX_OF_AN_UNTAGGED_IMAGE_THAT_IS_DUE(
      new Before().untaggedImage(),
      r -> {
        if (r.hasImage(A)) {
          must(r.index(A, "t"));
        }
      });

  private final Before before;
  private final List<Actor.Program> clients;

  Case(Before before, Actor.Program... clients) {
    this.before = before;
    this.clients = List.of(clients);
  }

  private static void pushAndImage(Rooms rooms) {
    rooms.push(A);
    must(rooms.image(A, "t"));
  }

  private static void lookAndImage(Rooms rooms) {
    if (rooms.has(A)) {
      must(rooms.image(A, "t"));
    }
  }

  private static void mountAndImage(Rooms rooms, Optional<dev.stowage.oci.name.RepositoryName> a) {
    if (rooms.mount(B, a)) {
      must(rooms.image(B, "t"));
    }
  }

  /// The case with everybody doing as always, or what is wrong.
  Scenario scenario(boolean tombstones, Optional<Mutation> wrong) {
    Set<Mutation> ofClients = wrong.filter(Mutation::isOfClients).stream().collect(toSet());
    Set<Mutation> ofCollectors =
        wrong.filter(mutation -> !mutation.isOfClients()).stream().collect(toSet());
    List<Actor.Role> roles = new ArrayList<>();
    for (int i = 0; i < before.collectors; i++) {
      int times = before.collections;
      roles.add(
          new Actor.Role(roles.size(), "collector", false, ofCollectors, r -> r.collect(times)));
    }
    for (Actor.Program client : clients) {
      roles.add(new Actor.Role(roles.size(), "client", true, ofClients, client));
    }
    return new Scenario(
        before.begin,
        before.end,
        before.tags,
        before.untagged,
        tombstones,
        List.copyOf(before.done),
        roles);
  }

  /// What was done before, and who collects from when to when.
  private static final class Before {
    private final List<Scenario.Preparation> done = new ArrayList<>();
    private int collectors = 1;
    private int collections = 1;
    private int begin = 2;
    private int end = 3;
    private boolean tags = true;
    private boolean untagged;

    Before then(int time, Actor.Program program) {
      done.add(new Scenario.Preparation(time, program));
      return this;
    }

    Before push() {
      return then(0, r -> r.push(A));
    }

    /// No manifest names the blob, and its link has a mark that is due.
    Before unusedLink() {
      return push().then(0, r -> r.collect(1));
    }

    /// Nothing links the blob, and its record has a mark that is due.
    Before unusedRecord() {
      return push().then(0, r -> r.unlink(A)).then(0, r -> r.collect(1));
    }

    /// No tag keeps the image, and it has a mark that is due.
    Before untaggedImage() {
      untagged = true;
      return push().then(0, r -> r.image(A)).then(0, r -> r.collect(1));
    }

    Before collectors(int number) {
      collectors = number;
      return this;
    }

    /// Each makes so many.
    Before collections(int number) {
      collections = number;
      end = 2 + Execution.GRACE * (number - 1);
      return this;
    }

    Before begin(int time) {
      begin = time;
      return this;
    }

    Before end(int time) {
      end = time;
      return this;
    }

    /// A client deletes what it, or another, has pushed.
    Before deletes() {
      tags = false;
      return this;
    }
  }
}
