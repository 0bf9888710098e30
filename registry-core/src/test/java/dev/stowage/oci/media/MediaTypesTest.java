package dev.stowage.oci.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaTypesTest {
  @Test
  void knowsImagesIndexesAndNothingElse() {
    assertThat(MediaTypes.isImage(MediaTypes.OCI_MANIFEST)).isTrue();
    assertThat(MediaTypes.isImage(MediaTypes.DOCKER_MANIFEST)).isTrue();
    assertThat(MediaTypes.isIndex(MediaTypes.OCI_INDEX)).isTrue();
    assertThat(MediaTypes.isIndex(MediaTypes.DOCKER_LIST)).isTrue();
    assertThat(MediaTypes.isImage(MediaTypes.OCI_INDEX)).isFalse();
    assertThat(MediaTypes.isManifest("application/json")).isFalse();
  }

  @Test
  void knowsSchema1AndForeignLayers() {
    assertThat(MediaTypes.isSchema1("application/vnd.docker.distribution.manifest.v1+json"))
        .isTrue();
    assertThat(MediaTypes.isSchema1("application/vnd.docker.distribution.manifest.v1+prettyjws"))
        .isTrue();
    assertThat(MediaTypes.isSchema1(MediaTypes.DOCKER_MANIFEST)).isFalse();
    assertThat(MediaTypes.isForeign("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"))
        .isTrue();
    assertThat(MediaTypes.isForeign("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"))
        .isTrue();
    assertThat(MediaTypes.isForeign("application/vnd.oci.image.layer.v1.tar+gzip")).isFalse();
  }

  @Test
  void readsAContentTypeWithoutItsParameters() {
    assertThat(MediaTypes.withoutParameters(" Application/JSON ; charset=utf-8"))
        .isEqualTo("application/json");
    assertThat(MediaTypes.withoutParameters("")).isEmpty();
  }
}
