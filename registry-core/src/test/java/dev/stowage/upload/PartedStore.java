package dev.stowage.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.storage.Capabilities;
import dev.stowage.storage.Content;
import dev.stowage.storage.ForwardingStore;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.WriteResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A store with a smallest part, as strict about it as a cloud: a part below it may only be the
/// last.
class PartedStore extends ForwardingStore implements StagedUploads {

  private final int smallest;
  private final long largest;
  private boolean exclusive = true;
  private final Map<String, Integer> shortPart = new HashMap<>();

  PartedStore(ObjectStore store, int smallest) {
    this(store, smallest, 2L * smallest);
  }

  PartedStore(ObjectStore store, int smallest, long largest) {
    super(store);
    this.smallest = smallest;
    this.largest = largest;
  }

  /// The same as other processes may use, too.
  PartedStore shared() {
    exclusive = false;
    return this;
  }

  @Override
  public Capabilities capabilities() {
    int most = smallest == 1 ? Integer.MAX_VALUE : 10_000;
    return new Capabilities(exclusive, false, true, smallest, largest, most, 1000);
  }

  @Override
  public synchronized Part putPart(
      StagedUpload upload, int number, long offset, Content content, boolean last) {
    // Only the same part may come again once one was too short to be followed.
    assertThat(number).isLessThanOrEqualTo(shortPart.getOrDefault(upload.handle(), 10_000));
    if (content.length() < smallest) {
      shortPart.put(upload.handle(), number);
    }
    return store.uploads().putPart(upload, number, offset, content, last);
  }

  @Override
  public StagedUploads uploads() {
    return this;
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    return store.uploads().begin(target);
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    return store.uploads().complete(upload, parts);
  }

  @Override
  public void abort(StagedUpload upload) {
    store.uploads().abort(upload);
  }

  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    return store.uploads().unfinished(query);
  }
}
