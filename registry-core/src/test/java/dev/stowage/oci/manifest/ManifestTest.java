package dev.stowage.oci.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.digest.Algorithm;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.Hasher;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final String HEX =
      "5b0bcabd1ed22e9fb1310cf6c2dec7cdef19f0ad69efa1f392e94a4333501270";
  private static final Digest DIGEST = Digest.parse("sha256:" + HEX);
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  @Test
  void readsAnImage() {
    Manifest image =
        parse(
            manifest(
                MediaTypes.OCI_MANIFEST,
                "'config':" + descriptor(MediaTypes.OCI_CONFIG, 3),
                "'layers':[" + descriptor(LAYER, 1) + "," + descriptor(LAYER, 2) + "]",
                "'subject':" + descriptor(MediaTypes.OCI_MANIFEST, 9),
                "'annotations':{'b':'1','a':'2'}"));
    assertThat(image.kind()).isEqualTo(Manifest.Kind.IMAGE);
    assertThat(image.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(image.config()).contains(new Descriptor(MediaTypes.OCI_CONFIG, DIGEST, 3));
    assertThat(image.layers()).extracting(Descriptor::size).containsExactly(1L, 2L);
    assertThat(image.manifests()).isEmpty();
    assertThat(image.subject()).contains(new Descriptor(MediaTypes.OCI_MANIFEST, DIGEST, 9));
    assertThat(image.artifactType()).contains(MediaTypes.OCI_CONFIG);
    assertThat(image.annotations()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
  }

  @Test
  void readsAnIndexOfIndexes() {
    Manifest index =
        parse(
            manifest(
                MediaTypes.OCI_INDEX,
                "'manifests':["
                    + descriptor(MediaTypes.OCI_INDEX, 1)
                    + ","
                    + descriptor(MediaTypes.OCI_MANIFEST, 2, "'platform':{'os':'linux'}")
                    + "]"));
    assertThat(index.kind()).isEqualTo(Manifest.Kind.INDEX);
    assertThat(index.config()).isEmpty();
    assertThat(index.artifactType()).isEmpty();
    assertThat(index.manifests()).extracting(Descriptor::size).containsExactly(1L, 2L);
  }

  @Test
  void readsDockerManifestsAndLists() {
    String image =
        manifest(
            MediaTypes.DOCKER_MANIFEST,
            "'config':" + descriptor("application/vnd.docker.container.image.v1+json", 3),
            "'layers':["
                + descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", 1)
                + "]");
    assertThat(parse(image).mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    String list =
        manifest(
            MediaTypes.DOCKER_LIST,
            "'manifests':[" + descriptor(MediaTypes.DOCKER_MANIFEST, 1) + "]");
    assertThat(parse(list).kind()).isEqualTo(Manifest.Kind.INDEX);
  }

  @Test
  void takesWhatIsUnusualButAllowed() {
    parse(image("'layers':[]"));
    parse(image("'layers':null"));
    parse(image());
    parse(image("'org.example.custom':'x'", "'other':{'deep':[1,{'a':null}]}"));
    parse(image("'subject':null", "'artifactType':''", "'annotations':null"));
    parse(manifest(MediaTypes.OCI_INDEX, "'manifests':[]"));
    parse(manifest(MediaTypes.OCI_INDEX, "'manifests':null"));
    parse(image("'layers':[" + descriptor("text/x; charset=utf-8", 0, "'custom':1") + "]"));
    parse(image("'layers':[" + descriptor(LAYER, 9007199254740992L) + "]"));
    parse("{'config':" + descriptor("x", 1) + "}");
    parse(image("'layers':[" + descriptor(LAYER, 1).replace(HEX, "0".repeat(64)) + "]") + " \n");
    String sha512 = descriptor(LAYER, 1).replace("sha256:" + HEX, "sha512:" + HEX + HEX);
    assertThat(parse(image("'layers':[" + sha512 + "]")).layers().getFirst().digest().algorithm())
        .isEqualTo(Algorithm.SHA512);
  }

  @Test
  void reportsTheArtifactTypeAsReferrersDo() {
    assertThat(parse(image("'artifactType':'a/b'")).artifactType()).contains("a/b");
    assertThat(parse(image("'artifactType':''")).artifactType()).contains(MediaTypes.OCI_CONFIG);
    assertThat(
            parse(manifest(MediaTypes.OCI_INDEX, "'manifests':[]", "'artifactType':'a/b'"))
                .artifactType())
        .contains("a/b");
  }

  @Test
  void keepsUrlsAndAnnotationsOfDescriptors() {
    Descriptor layer =
        parse(
                image(
                    "'layers':["
                        + descriptor(
                            LAYER,
                            1,
                            "'urls':['https://example.com/a','x']",
                            "'annotations':{'k':'v'}",
                            "'artifactType':'a/b'")
                        + "]"))
            .layers()
            .getFirst();
    assertThat(layer.urls()).containsExactly("https://example.com/a", "x");
    assertThat(layer.annotations()).containsExactly(Map.entry("k", "v"));
    assertThat(layer.json().text())
        .isEqualTo(
            ("{'mediaType':'"
                    + LAYER
                    + "','digest':'sha256:"
                    + HEX
                    + "','size':1,"
                    + "'urls':['https://example.com/a','x'],'annotations':{'k':'v'},"
                    + "'artifactType':'a/b'}")
                .replace('\'', '"'));
    assertThat(new Descriptor("a", DIGEST, 0).json().members()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'schemaVersion':1 | schema 1 are obsolete",
        "'fsLayers':[] | schema 1 are obsolete",
        "'schemaVersion':3 | schemaVersion is not 2",
        "'schemaVersion':'2' | schemaVersion is not 2",
        "'schemaVersion':2.0 | schemaVersion is not 2",
        "'manifests':[] | the manifest has both config and manifests",
        "'layers':[],'manifests':[] | the manifest has both layers and manifests",
        "'layers':{} | layers is not a list",
        "'layers':[1] | layers[0] is not an object",
        "'layers':[null] | layers[0] is not an object",
        "'layers':[{}] | layers[0].mediaType is missing",
        "'layers':[{'mediaType':1}] | layers[0].mediaType is not a string",
        "'layers':[{'mediaType':''}] | layers[0].mediaType is missing",
        "'layers':[{'mediaType':'a\\nb'}] | layers[0].mediaType is not a media type: `\"`a\\u000ab`\"`",
        "'layers':[{'mediaType':'a'}] | layers[0].digest is missing",
        "'layers':[{'mediaType':'a','digest':1}] | layers[0].digest is not a string",
        "'layers':[{'mediaType':'a','digest':'sha256:00'}] | layers[0].digest is not acceptable: digest",
        "'layers':[{'mediaType':'a','digest':'md5:00'}] | algorithm `\"`md5`\"` is not supported",
        "'layers':[{'Digest':'x'}] | layers[0] has a field `\"`Digest`\"`, which must be spelled digest",
        "'layers':[{'\u017fize':1}] | layers[0] has a field `\"`\\u017fize`\"`, which must be spelled size",
        "'Layers':[] | the manifest has a field `\"`Layers`\"`, which must be spelled layers",
        "'subject':[] | subject is not an object",
        "'subject':{} | subject.mediaType is missing",
        "'artifactType':1 | artifactType is not a string",
        "'artifactType':'\u00e9' | artifactType is not a media type",
        "'annotations':[] | annotations is not an object",
        "'annotations':{'a':1} | annotations has a value that is not a string, for `\"`a`\"`",
        "'annotations':{'a':null} | annotations has a value that is not a string",
        "'annotations':{'a':'1','a':'2'} | duplicate key `\"`a`\"`",
      })
  void refusesInWordsThatNameTheField(String field, String words) {
    refuses(image(field), words.replace("`", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | layers[3].size is negative",
        "-0 | layers[3].size is negative",
        "1.0 | layers[3].size is not a whole number",
        "1e3 | layers[3].size is not a whole number",
        "9007199254740993 | layers[3].size is larger than 9007199254740992",
        "9223372036854775808 | layers[3].size is larger",
        "99999999999999999999999999999999 | layers[3].size is larger",
        "true | layers[3].size is not a number",
        "null | layers[3].size is missing",
        "{} | layers[3].size is not a number"
      })
  void refusesSizesThatAreNone(String size, String words) {
    String good = descriptor(LAYER, 1);
    String bad = good.replace("'size':1", "'size':" + size);
    refuses(image("'layers':[" + good + "," + good + "," + good + "," + bad + "]"), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"x\""})
  void refusesWhatIsNoObject(String text) {
    refuses(text, "the manifest is not an object");
  }

  @Test
  void refusesWhatHasNoShape() {
    refuses("{}", "this is no manifest");
    refuses("{'schemaVersion':2}", "this is no manifest");
    refuses("{'layers':[]}", "config is missing");
    refuses("{'mediaType':'" + MediaTypes.OCI_INDEX + "'}", "manifests is missing");
    refuses("{'mediaType':'" + MediaTypes.OCI_MANIFEST + "','manifests':[]}", "has manifests");
    refuses("{'mediaType':'application/json','manifests':[]}", "not a type of manifest");
    refuses("{'mediaType':'','manifests':[]}", "not a type of manifest");
    refuses("{'mediaType':null,'manifests':[]}", "mediaType is missing");
    refuses("{'mediaType':7,'manifests':[]}", "mediaType is not a string");
    refuses(
        "{'mediaType':'application/vnd.docker.distribution.manifest.v1+prettyjws'}",
        "schema 1 are obsolete");
  }

  @Test
  void boundsLayersAndEntries() {
    String layer = descriptor(LAYER, 1);
    assertThat(parse(image("'layers':[" + repeated(layer, 1000) + "]")).layers()).hasSize(1000);
    refuses(
        image("'layers':[" + repeated(layer, 10_000) + "]"),
        "layers has 10000 entries, at most 1000 are taken");
    refuses(
        manifest(MediaTypes.OCI_INDEX, "'manifests':[" + repeated(layer, 1001) + "]"),
        "manifests has 1001 entries, at most 1000 are taken");
  }

  @Test
  void takesALargeManifestAndRefusesALargerOne() {
    String annotations =
        IntStream.range(0, 390)
            .mapToObj(i -> "'large-annotation-" + i + "':'" + "A".repeat(10_000) + "'")
            .collect(Collectors.joining(",", "'annotations':{", "}"));
    assertThat(parse(image(annotations)).annotations()).hasSize(390);
    refuses(
        image(annotations, "'subject':" + descriptor(MediaTypes.OCI_MANIFEST, 1)),
        "annotations of a manifest with a subject are limited to 262144 characters");
    assertThatThrownBy(() -> Manifest.parse(new byte[ManifestLimits.MAX_BYTES + 1], null))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(413);
              assertThat(failure.code()).isEqualTo(ErrorCode.SIZE_INVALID);
            });
  }

  @Test
  void takesEmbeddedContentOnlyIfItIsTheContent() {
    byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
    String data = Base64.getEncoder().encodeToString(content);
    for (Algorithm algorithm : Algorithm.values()) {
      String digest = Hasher.digest(algorithm, content).toString();
      String start =
          "'config':{'mediaType':'" + MediaTypes.OCI_EMPTY + "','digest':'" + digest + "',";
      parse(manifest(MediaTypes.OCI_MANIFEST, start + "'size':2,'data':'" + data + "'}"));
      parse(manifest(MediaTypes.OCI_MANIFEST, start + "'size':2,'data':''}"));
      refuses(
          manifest(MediaTypes.OCI_MANIFEST, start + "'size':3,'data':'" + data + "'}"),
          "config.data is not the content");
      refuses(
          manifest(MediaTypes.OCI_MANIFEST, start + "'size':2,'data':'AAAA'}"),
          "config.data is not the content");
      refuses(
          manifest(MediaTypes.OCI_MANIFEST, start + "'size':2,'data':'%'}"),
          "config.data is not base64");
    }
  }

  @Test
  void comparesTheContentTypeWithTheMediaType() {
    byte[] image = bytes(image());
    Manifest.parse(image, MediaTypes.OCI_MANIFEST);
    Manifest.parse(image, MediaTypes.OCI_MANIFEST.toUpperCase(java.util.Locale.ROOT) + " ; a=b");
    refuses(image, MediaTypes.OCI_INDEX, "differs from the manifest's mediaType");
    refuses(image, MediaTypes.DOCKER_MANIFEST, "differs from the manifest's mediaType");
    refuses(
        image, "application/json", "Content-Type \"application/json\" is not a type of manifest");
    refuses(image, "", "Content-Type \"\" is not a type of manifest");
    refuses(image, "application/vnd.docker.distribution.manifest.v1+json", "schema 1 are obsolete");
  }

  @Test
  void comparesTheContentTypeWithTheShapeWhereThereIsNoMediaType() {
    byte[] image = bytes("{'schemaVersion':2,'config':" + descriptor("x/y", 1) + ",'layers':[]}");
    byte[] index = bytes("{'schemaVersion':2,'manifests':[]}");
    assertThat(Manifest.parse(image, MediaTypes.OCI_MANIFEST).kind())
        .isEqualTo(Manifest.Kind.IMAGE);
    assertThat(Manifest.parse(index, MediaTypes.OCI_INDEX).kind()).isEqualTo(Manifest.Kind.INDEX);
    assertThat(Manifest.parse(index, null).mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    refuses(image, MediaTypes.OCI_INDEX, "does not fit a manifest without mediaType");
    refuses(index, MediaTypes.OCI_MANIFEST, "does not fit a manifest without mediaType");
    refuses(image, MediaTypes.DOCKER_MANIFEST, "does not fit a manifest without mediaType");
    refuses(image, "text/plain", "is not a type of manifest");
  }

  static String image(String... fields) {
    return manifest(
        MediaTypes.OCI_MANIFEST,
        "'config':" + descriptor(MediaTypes.OCI_CONFIG, 1),
        String.join(",", fields));
  }

  static String manifest(String mediaType, String... fields) {
    String rest = String.join(",", List.of(fields)).replaceAll(",+$", "");
    String version = rest.contains("'schemaVersion'") ? "" : "'schemaVersion':2,";
    return "{" + version + "'mediaType':'" + mediaType + "'," + rest + "}";
  }

  static String descriptor(String mediaType, long size, String... more) {
    String rest = more.length == 0 ? "" : "," + String.join(",", more);
    return "{'mediaType':'" + mediaType + "','digest':'" + DIGEST + "','size':" + size + rest + "}";
  }

  static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static Manifest parse(String text) {
    Manifest manifest = Manifest.parse(bytes(text), null);
    assertThat(Manifest.mediaTypeOf(bytes(text))).isEqualTo(manifest.mediaType());
    return manifest;
  }

  private static void refuses(String text, String words) {
    refuses(bytes(text), null, words);
  }

  private static void refuses(
      byte[] bytes, @org.jspecify.annotations.Nullable String contentType, String words) {
    assertThatThrownBy(() -> Manifest.parse(bytes, contentType))
        .hasMessageContaining(words)
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
              assertThat(failure.status()).isEqualTo(400);
            });
  }

  private static String repeated(String item, int count) {
    return String.join(",", java.util.Collections.nCopies(count, item));
  }
}
