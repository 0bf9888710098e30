package dev.stowage.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stowage.storage.Part;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.azure.BlockId.Upload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Parts, told one by one or as one, find their blocks among those that an earlier writer left.
class BlockRunTest {

  private final Upload upload = Upload.newUpload();
  private final Map<BlockId, Long> blocks = new HashMap<>();

  private BlockRunTest block(int number, long offset, long size) {
    blocks.put(new BlockId(upload, number, offset), size);
    return this;
  }

  private List<String> ids(BlockId... ids) {
    return Stream.of(ids).map(BlockId::encoded).toList();
  }

  private BlockId id(int number, long offset) {
    return new BlockId(upload, number, offset);
  }

  private List<String> run(Part... parts) {
    return BlockRun.of(upload, List.of(parts), blocks);
  }

  @Test
  void takesPartsToldOneByOneAndAsOne() {
    block(1, 0, 5).block(2, 5, 5).block(3, 10, 2);
    List<String> all = ids(id(1, 0), id(2, 5), id(3, 10));
    assertThat(run(new Part(1, 0, 5, ""), new Part(2, 5, 5, ""), new Part(3, 10, 2, "")))
        .isEqualTo(all);
    assertThat(run(new Part(3, 0, 12, ""))).isEqualTo(all);
    assertThat(run(new Part(1, 0, 12, ""))).isEqualTo(all);
    assertThat(run(new Part(2, 0, 10, ""), new Part(3, 10, 2, ""))).isEqualTo(all);
  }

  @Test
  void takesNumbersWithGapsWhereTheyAreToldOneByOne() {
    block(2, 0, 5).block(7, 5, 5);
    assertThat(run(new Part(2, 0, 5, ""), new Part(7, 5, 5, "")))
        .isEqualTo(ids(id(2, 0), id(7, 5)));
  }

  @Test
  void passesByWhatAnEarlierWriterLeft() {
    // Cut 5, 5, 5 and then, from behind the first, again as 2, 3, 5.
    block(1, 0, 5).block(2, 5, 2).block(3, 10, 5).block(3, 7, 3).block(4, 10, 5);
    assertThat(run(new Part(4, 0, 15, ""))).isEqualTo(ids(id(1, 0), id(2, 5), id(3, 7), id(4, 10)));
  }

  @Test
  void leavesOutPartsOfNoBytes() {
    block(1, 0, 5);
    assertThat(run(new Part(1, 0, 5, ""), new Part(2, 5, 0, ""))).isEqualTo(ids(id(1, 0)));
    assertThat(run()).isEmpty();
  }

  @Test
  void refusesWhatIsNotThereAsTold() {
    block(1, 0, 5).block(2, 5, 5);
    for (Part told :
        List.of(new Part(1, 0, 4, ""), new Part(2, 0, 11, ""), new Part(1, 0, 7, ""))) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> run(told))
          .returns(Kind.CORRUPT, StorageException::kind);
    }
  }

  @Test
  void readsItsOwnIdsOnly() {
    BlockId id = id(17, 1L << 40);
    assertThat(BlockId.parse(id.encoded())).contains(id);
    assertThat(BlockId.parse("AAAA")).isEmpty();
    assertThat(BlockId.parse("not base64!")).isEmpty();
    assertThat(Upload.parse(upload.handle())).contains(upload);
    assertThat(Upload.parse(upload.handle() + "AAAA")).isEmpty();
    assertThat(id.encoded()).hasSize(upload.mark().encoded().length());
  }
}
