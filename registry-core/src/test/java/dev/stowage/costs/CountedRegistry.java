package dev.stowage.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.blob.Blob;
import dev.stowage.blob.serve.BlobDelivery;
import dev.stowage.blob.serve.Delivery;
import dev.stowage.catalog.PageRequest;
import dev.stowage.document.Documents;
import dev.stowage.manifest.ManifestRooms;
import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.storage.ByteRange;
import dev.stowage.storage.Capabilities;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.ObjectStore;
import dev.stowage.storage.choose.StorageConfig;
import dev.stowage.storage.memory.MemoryStore;
import dev.stowage.storage.watch.StoreCalls;
import dev.stowage.storage.watch.WatchedStore;
import dev.stowage.tag.TagCondition;
import dev.stowage.upload.Intents;
import dev.stowage.upload.Leftovers;
import dev.stowage.upload.UploadStatus;
import dev.stowage.upload.Uploads;
import dev.stowage.upload.parts.PartMemory;
import dev.stowage.upload.parts.SpillFolder;
import dev.stowage.upload.session.MemorySessions;
import dev.stowage.upload.session.UploadConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The features over a store that has the limits of S3 and counts what it is asked.
final class CountedRegistry {
  static final int MIB = 1 << 20;
  static final RepositoryName APP = RepositoryName.parse("team/app");
  static final RepositoryName OTHER = RepositoryName.parse("team/other");
  static final PageRequest PAGE = new PageRequest(PageRequest.MAX, "");

  static final byte[] SMALL = bytes(1, 2048);

  /// In parts of 8 MiB, the last one longer by what is too short for a part.
  static final byte[] PARTS_3 = bytes(3, 25 * MIB);

  static final byte[] PARTS_4 = bytes(4, 33 * MIB);

  /// The limits of S3.
  private static final Capabilities LIMITS =
      new Capabilities(false, true, true, 5L * MIB, 5L << 30, 10_000, 1000);

  final ManifestRooms rooms;
  final Uploads uploads;
  private final BlobDelivery delivery;
  private @Nullable UploadStatus open;
  private final StoreCalls calls = new StoreCalls();

  /// Something that is done to a registry.
  interface Deed {
    void doTo(CountedRegistry registry) throws IOException;
  }

  /// Without a cache.
  CountedRegistry() {
    this(UnaryOperator.identity());
  }

  /// @param cache remembers what the store says
  CountedRegistry(UnaryOperator<ObjectStore> cache) {
    ObjectStore store = cache.apply(new WatchedStore(bucket(), new SimpleMeterRegistry(), calls));
    rooms = new ManifestRooms(store);
    UploadConfig config = () -> Duration.ofHours(24);
    Intents intents = new Intents(store, new Documents(store));
    Leftovers leftovers = new Leftovers(store, rooms.blobs);
    uploads =
        new Uploads(
            store,
            new PartMemory(),
            new SpillFolder(),
            new MemorySessions(config),
            intents,
            rooms.blobs,
            leftovers,
            config);
    delivery = new BlobDelivery(store, rooms.blobs, new Redirecting());
  }

  /// What the deed asks of the store of a registry that was prepared.
  static StoreCalls.Counts cost(Deed preparation, Deed deed) throws IOException {
    CountedRegistry registry = new CountedRegistry();
    preparation.doTo(registry);
    return registry.cost(deed);
  }

  /// What the deed asks of the store.
  StoreCalls.Counts cost(Deed deed) throws IOException {
    StoreCalls.Counts before = calls.counts();
    deed.doTo(this);
    return calls.counts().since(before);
  }

  Digest post(byte[] bytes) throws IOException {
    return uploads.put(APP, digest(bytes), in(bytes), OptionalLong.of(bytes.length));
  }

  Digest postPut(byte[] bytes) throws IOException {
    return finish(begin(), bytes, bytes);
  }

  Digest postPatchPut(byte[] bytes) throws IOException {
    UploadStatus upload = begin();
    append(upload, bytes);
    return finish(upload, bytes, new byte[0]);
  }

  /// Sends bytes that [#cancel] throws away.
  void postPatch() throws IOException {
    open = begin();
    append(open, SMALL);
  }

  void cancel() {
    uploads.cancel(APP, Objects.requireNonNull(open).id());
  }

  void look(byte[] bytes, boolean there) {
    assertThat(rooms.blobs.find(APP, digest(bytes)).isPresent()).isEqualTo(there);
  }

  void download(Digest digest) {
    Blob blob = rooms.blobs.find(APP, digest).orElseThrow();
    assertThat(delivery.decide(blob, ByteRange.ALL, true)).isInstanceOf(Delivery.Redirect.class);
  }

  void find(String reference) {
    assertThat(rooms.manifests.find(APP, Reference.parse(reference))).isPresent();
  }

  /// Pushes what [#sevenLayered] names.
  void sevenLayers() throws IOException {
    for (int i = 0; i < 7; i++) {
      post(bytes(i, 100 + i));
    }
  }

  byte[] sevenLayered() {
    return manifest(
        "\"layers\":["
            + IntStream.range(0, 7)
                .mapToObj(i -> descriptor("application/vnd.test", bytes(i, 100 + i)))
                .collect(Collectors.joining(","))
            + "]");
  }

  Digest put(byte[] manifest, String... tags) {
    List<Tag> pushed = Arrays.stream(tags).map(Tag::parse).toList();
    return rooms
        .manifests
        .put(APP, Optional.empty(), pushed, manifest, null, TagCondition.any())
        .digest();
  }

  static byte[] image(String note) {
    return manifest("\"layers\":[],\"annotations\":{\"note\":\"" + note + "\"}");
  }

  static byte[] referrer(String note, byte[] subject) {
    return manifest(
        "\"layers\":[],\"annotations\":{\"note\":\""
            + note
            + "\"},\"subject\":"
            + descriptor(MediaTypes.OCI_MANIFEST, subject));
  }

  private static byte[] manifest(String members) {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8); // which the rooms have
    return ("{\"schemaVersion\":2,\"mediaType\":\""
            + MediaTypes.OCI_MANIFEST
            + "\",\"config\":"
            + descriptor("application/vnd.test.config", config)
            + ","
            + members
            + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String descriptor(String mediaType, byte[] bytes) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest(bytes), bytes.length);
  }

  static Digest digest(byte[] bytes) {
    return Hasher.digest(Algorithm.SHA256, bytes);
  }

  static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private UploadStatus begin() {
    return uploads.begin(APP, Algorithm.SHA256);
  }

  private void append(UploadStatus upload, byte[] bytes) throws IOException {
    uploads.append(APP, upload.id(), Optional.empty(), in(bytes), OptionalLong.empty());
  }

  private Digest finish(UploadStatus upload, byte[] whole, byte[] last) throws IOException {
    return uploads.finish(
        APP, upload.id(), digest(whole), Optional.empty(), in(last), OptionalLong.of(last.length));
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static ObjectStore bucket() {
    ObjectStore memory = new MemoryStore();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("capabilities")) {
                return LIMITS;
              }
              if (method.getName().equals("presignGet")) {
                return Optional.of(URI.create("https://bucket/" + (ObjectKey) arguments[0]));
              }
              try {
                return method.invoke(memory, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static final class Redirecting implements StorageConfig {
    @Override
    public String kind() {
      return "counted";
    }

    @Override
    public Redirect redirect() {
      return Redirect.AUTO;
    }

    @Override
    public Cache cache() {
      return Cache.OFF;
    }
  }
}
