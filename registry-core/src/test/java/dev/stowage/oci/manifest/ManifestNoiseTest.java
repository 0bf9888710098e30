package dev.stowage.oci.manifest;

import static dev.stowage.oci.manifest.ManifestTest.bytes;
import static dev.stowage.oci.manifest.ManifestTest.descriptor;
import static dev.stowage.oci.manifest.ManifestTest.image;
import static dev.stowage.oci.manifest.ManifestTest.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.oci.Noise;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Manifests that are almost right: whatever comes in, either a checked manifest or a refusal comes
/// out, and the quick scan for the media type agrees with the strict reader.
class ManifestNoiseTest {
  private static final List<byte[]> GOOD =
      List.of(
          bytes(
              image(
                  "'layers':[" + descriptor("a/b", 1, "'urls':['u']") + "]",
                  "'subject':" + descriptor("c/d", 2),
                  "'annotations':{'k':'v'}")),
          bytes(
              manifest(
                  MediaTypes.OCI_INDEX,
                  "'manifests':[" + descriptor(MediaTypes.OCI_INDEX, 1, "'platform':{}") + "]",
                  "'artifactType':'e/f'")),
          bytes("{'config':" + descriptor("a/b", 1) + ",'layers':[],'x':[{'y':'}]{['}]}"),
          bytes("{'a\\u0062':1,'manifests':[],'media\\u0054ype':'" + MediaTypes.OCI_INDEX + "'}"),
          bytes("{'mediaType':'application\\/vnd.oci.image.index.v1+json','manifests':null}"));

  @Test
  void answersNoiseWithNothingButOciExceptions() {
    Noise noise = new Noise(15);
    int accepted = 0;
    for (int i = 0; i < 150_000; i++) {
      byte[] good = GOOD.get(i % GOOD.size());
      byte[] bytes = i % 20 == 0 ? noise.bytes(200) : noise.mutated(good);
      try {
        Manifest manifest = Manifest.parse(bytes, null);
        assertThat(Manifest.mediaTypeOf(bytes)).isEqualTo(manifest.mediaType());
        accepted++;
      } catch (OciException refused) {
        assertThat(refused.getMessage()).matches("[ -~]{1,500}");
        scanAnyway(bytes);
      }
    }
    assertThat(accepted).isGreaterThan(1000);
  }

  @Test
  void readsTheMediaTypeOfEveryKindWithoutReadingAll() {
    for (byte[] good : GOOD) {
      assertThat(Manifest.mediaTypeOf(good)).isEqualTo(Manifest.parse(good, null).mediaType());
    }
  }

  /// The scan need not refuse what the reader refuses, since only checked bytes are stored; it must
  /// only end well.
  private static void scanAnyway(byte[] bytes) {
    try {
      assertThat(MediaTypes.isManifest(Manifest.mediaTypeOf(bytes))).isTrue();
    } catch (OciException refused) {
      assertThat(refused.status()).isEqualTo(400);
    }
  }
}
