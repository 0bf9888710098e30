package dev.stowage.storage.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobListBlocksOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.stowage.storage.Condition;
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
import dev.stowage.storage.azure.BlockId.Upload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Uploads as uncommitted blocks of their target, the first of them a mark that says that the
/// upload stands. Azure drops blocks that are not committed within a week.
///
/// Put Block asks for nothing, so a part sent to an upload that is over is taken; it is never seen.
/// What decides is [#complete]: it looks for the mark, then commits. If the mark stood, then an
/// abort came later, or not at all; if it comes before the commit, it takes the parts away, and the
/// commit fails.
///
/// Blocks carry the name of their writer: this process, under a new name after each block that may
/// not have arrived. So a block that comes late, or from another process, takes no other's place.
///
/// The blocks of a blob have one fate: a commit drops those it does not name, also those of another
/// upload to the same target.
final class AzureUploads implements StagedUploads {

  private final Container container;
  private final Listing listing;
  private volatile int writer = BlockId.newWriter();

  AzureUploads(Container container, Listing listing) {
    this.container = container;
    this.listing = listing;
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    Upload upload = Upload.newUpload();
    stage(target, upload.mark(), Content.of(new byte[1]));
    return new StagedUpload(target, upload.handle(), upload.begun());
  }

  /// Parts of no bytes have no block.
  @Override
  public Part putPart(StagedUpload staged, int number, long offset, Content content, boolean last) {
    Upload upload = upload(staged);
    if (number < 1 || number > AzureStore.MAX_PARTS || offset < 0) {
      throw new StorageException(Kind.MISUSE, "no part " + number + " at offset " + offset);
    }
    int by = writer;
    if (content.length() > 0) {
      try {
        stage(staged.target(), new BlockId(upload, number, offset, by), content);
      } catch (RuntimeException e) {
        writer = BlockId.newWriter();
        throw e;
      }
    }
    return new Part(number, offset, content.length(), BlockId.tag(by));
  }

  private void stage(ObjectKey target, BlockId id, Content content) {
    BlockBlobClient blob = container.blob(target);
    Payload payload = Payload.of(content);
    container
        .calls()
        .call(
            new Calls.Call("staging for " + target, content.length()),
            _ -> {
              BinaryData data = payload.data();
              var options =
                  new BlockBlobStageBlockOptions(id.encoded(), data).setContentMd5(payload.hash());
              return blob.stageBlockWithResponse(options, null, Context.NONE);
            });
  }

  @Override
  public WriteResult complete(StagedUpload staged, List<Part> parts) {
    Part.sizeOf(parts);
    Upload upload = upload(staged);
    ObjectKey target = staged.target();
    BlockBlobClient blob = container.blob(target);
    String mark = upload.handle() + "-" + Container.newMark();
    AtomicBoolean sent = new AtomicBoolean();
    return container
        .calls()
        .call(
            "completing " + target,
            lost -> {
              boolean inDoubt = lost && sent.get();
              Map<BlockId, Long> blocks = uncommitted(blob);
              if (!blocks.containsKey(upload.mark())) {
                return over(staged, mark, inDoubt);
              }
              List<String> ids = BlockRun.of(upload, parts, blocks);
              sent.set(true);
              try {
                return commit(blob, ids, mark);
              } catch (BlobStorageException e) {
                if (Failures.isRefusal(e) || Failures.isUnknownBlock(e)) {
                  return over(staged, mark, inDoubt);
                }
                throw e;
              }
            });
  }

  private static WriteResult commit(BlockBlobClient blob, List<String> ids, String mark) {
    var options =
        new BlockBlobCommitBlockListOptions(ids)
            .setMetadata(Container.marked(mark))
            .setRequestConditions(Container.conditions(Condition.IF_ABSENT));
    return new WriteResult.Written(
        new Version(
            blob.commitBlockListWithResponse(options, null, Context.NONE).getValue().getETag()));
  }

  /// What became of an upload whose blocks are not there any more: this call has completed it, an
  /// object stands in its way, or it was aborted or completed before.
  private WriteResult over(StagedUpload staged, String mark, boolean inDoubt) {
    Optional<BlobProperties> standing = Container.properties(container.blob(staged.target()));
    String by = standing.map(Container::markOf).orElse("");
    if (standing.isPresent() && by.equals(mark)) {
      return new WriteResult.Written(new Version(standing.get().getETag()));
    }
    if (inDoubt) {
      throw Container.unknown("completing " + staged.target());
    }
    if (standing.isEmpty() || by.startsWith(staged.handle())) {
      throw unknown(staged);
    }
    return WriteResult.refused();
  }

  /// Commits no block at all, which drops all there are, and removes the object of no bytes that
  /// this makes. An object at the target forbids it; then the blocks are dropped with time.
  @Override
  public void abort(StagedUpload staged) {
    Optional<Upload> upload = Upload.parse(staged.handle());
    if (upload.isEmpty()) {
      return;
    }
    ObjectKey target = staged.target();
    BlockBlobClient blob = container.blob(target);
    Map<BlockId, Long> blocks =
        container.calls().call("aborting " + target, _ -> uncommitted(blob));
    boolean own = blocks.keySet().stream().allMatch(id -> id.upload().equals(upload.get()));
    if (blocks.isEmpty() || !own) {
      return;
    }
    String mark = Container.newMark();
    WriteResult dropped =
        container
            .calls()
            .call(
                "aborting " + target,
                inDoubt -> {
                  try {
                    return commit(blob, List.of(), mark);
                  } catch (BlobStorageException e) {
                    if (Failures.isRefusal(e)) {
                      return container.refused(target, mark, inDoubt);
                    }
                    throw e;
                  }
                });
    if (dropped instanceof WriteResult.Written(Version version, _)) {
      remove(blob, target, version);
    }
  }

  private void remove(BlockBlobClient blob, ObjectKey target, Version version) {
    container
        .calls()
        .call(
            "aborting " + target,
            _ -> {
              try {
                var conditions = Container.conditions(new Condition.IfVersion(version));
                return blob.deleteWithResponse(null, conditions, null, Context.NONE)
                    .getStatusCode();
              } catch (BlobStorageException e) {
                if (Failures.isRefusal(e)) {
                  return e.getStatusCode();
                }
                throw e;
              }
            });
  }

  /// One listing for each 5,000 blobs below the prefix, and one look at the blocks of each of no
  /// bytes.
  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    List<StagedUpload> found = new ArrayList<>();
    ListQuery all = new ListQuery(query.prefix(), query.startAfter(), query.limit(), false);
    String token = "";
    do {
      Listing.Page page = listing.maybeUncommitted(all, token);
      for (ObjectKey target : page.keys()) {
        BlockBlobClient blob = container.blob(target);
        container
            .calls()
            .call("looking at blocks of " + target, _ -> uncommitted(blob))
            .keySet()
            .stream()
            .map(BlockId::upload)
            .distinct()
            .map(upload -> new StagedUpload(target, upload.handle(), upload.begun()))
            .sorted(Comparator.comparing(StagedUpload::handle))
            .forEach(found::add);
        if (found.size() >= query.limit()) {
          return List.copyOf(found.subList(0, query.limit()));
        }
      }
      token = page.token();
    } while (!token.isEmpty());
    return List.copyOf(found);
  }

  /// Our blocks at a target that are not committed, and their sizes. One request.
  private static Map<BlockId, Long> uncommitted(BlockBlobClient blob) {
    Map<BlockId, Long> blocks = new HashMap<>();
    try {
      var options = new BlockBlobListBlocksOptions(BlockListType.UNCOMMITTED);
      for (Block block :
          blob.listBlocksWithResponse(options, null, Context.NONE)
              .getValue()
              .getUncommittedBlocks()) {
        BlockId.parse(block.getName()).ifPresent(id -> blocks.put(id, block.getSizeLong()));
      }
    } catch (BlobStorageException e) {
      if (!Failures.isAbsence(e)) {
        throw e;
      }
    }
    return blocks;
  }

  private static Upload upload(StagedUpload staged) {
    return Upload.parse(staged.handle()).orElseThrow(() -> unknown(staged));
  }

  private static StorageException unknown(StagedUpload staged) {
    return new StorageException(Kind.MISUSE, "unknown upload to " + staged.target());
  }
}
