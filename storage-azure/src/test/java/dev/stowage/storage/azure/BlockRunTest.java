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

  private static final int WRITER = 7;
  private static final String TAG = BlockId.tag(WRITER);

  private final Upload upload = Upload.newUpload();
  private final Map<BlockId, Long> blocks = new HashMap<>();

  private BlockRunTest block(int number, long offset, long size) {
    blocks.put(new BlockId(upload, number, offset, WRITER), size);
    return this;
  }

  private List<String> ids(BlockId... ids) {
    return Stream.of(ids).map(BlockId::encoded).toList();
  }

  private BlockId id(int number, long offset) {
    return new BlockId(upload, number, offset, WRITER);
  }

  private List<String> run(Part... parts) {
    return BlockRun.of(upload, List.of(parts), blocks);
  }

  @Test
  void takesPartsToldOneByOneAndAsOne() {
    block(1, 0, 5).block(2, 5, 5).block(3, 10, 2);
    List<String> all = ids(id(1, 0), id(2, 5), id(3, 10));
    assertThat(run(new Part(1, 0, 5, TAG), new Part(2, 5, 5, TAG), new Part(3, 10, 2, TAG)))
        .isEqualTo(all);
    assertThat(run(new Part(3, 0, 12, TAG))).isEqualTo(all);
    assertThat(run(new Part(1, 0, 12, TAG))).isEqualTo(all);
    assertThat(run(new Part(2, 0, 10, TAG), new Part(3, 10, 2, TAG))).isEqualTo(all);
  }

  @Test
  void takesNumbersWithGapsWhereTheyAreToldOneByOne() {
    block(2, 0, 5).block(7, 5, 5);
    assertThat(run(new Part(2, 0, 5, TAG), new Part(7, 5, 5, TAG)))
        .isEqualTo(ids(id(2, 0), id(7, 5)));
  }

  @Test
  void passesByWhatAnEarlierWriterLeft() {
    // Cut 5, 5, 5 and then, from behind the first, again as 2, 3, 5.
    block(1, 0, 5).block(2, 5, 2).block(3, 10, 5).block(3, 7, 3).block(4, 10, 5);
    assertThat(run(new Part(4, 0, 15, TAG)))
        .isEqualTo(ids(id(1, 0), id(2, 5), id(3, 7), id(4, 10)));
  }

  @Test
  void passesByWhatAnotherWriterSentAsTheSamePart() {
    blocks.put(new BlockId(upload, 1, 0, 8), 5L);
    block(1, 0, 5).block(2, 5, 5);
    blocks.put(new BlockId(upload, 2, 5, 8), 5L);
    blocks.put(new BlockId(upload, 3, 10, 8), 1L);
    assertThat(run(new Part(2, 0, 10, TAG), new Part(3, 10, 1, BlockId.tag(8))))
        .isEqualTo(ids(id(1, 0), id(2, 5), new BlockId(upload, 3, 10, 8)));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> run(new Part(3, 0, 11, TAG)))
        .returns(Kind.CORRUPT, StorageException::kind);
  }

  @Test
  void refusesForeignTags() {
    block(1, 0, 5);
    for (String tag : List.of("", "~", "~x", "~123456789", "00000007")) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> run(new Part(1, 0, 5, tag)))
          .returns(Kind.CORRUPT, StorageException::kind);
    }
  }

  @Test
  void leavesOutPartsOfNoBytes() {
    block(1, 0, 5);
    assertThat(run(new Part(1, 0, 5, TAG), new Part(2, 5, 0, TAG))).isEqualTo(ids(id(1, 0)));
    assertThat(run()).isEmpty();
  }

  @Test
  void refusesWhatIsNotThereAsTold() {
    block(1, 0, 5).block(2, 5, 5);
    for (Part told :
        List.of(new Part(1, 0, 4, TAG), new Part(2, 0, 11, TAG), new Part(1, 0, 7, TAG))) {
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
