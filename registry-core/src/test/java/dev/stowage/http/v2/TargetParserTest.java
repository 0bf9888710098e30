package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetParserTest {
  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final Digest DIGEST = Digest.parse("sha256:" + HEX);

  @Test
  void knowsEveryPathOfTheSpecification() {
    assertThat(parse("/v2")).isEqualTo(new Target.Base());
    assertThat(parse("/v2/")).isEqualTo(new Target.Base());
    assertThat(parse("/v2/_catalog")).isEqualTo(new Target.Catalog());
    assertThat(parse("/v2/a/b/tags/list")).isEqualTo(new Target.Tags(name("a/b")));
    assertThat(parse("/v2/a/referrers/" + DIGEST))
        .isEqualTo(new Target.Referrers(name("a"), DIGEST));
    assertThat(parse("/v2/a/manifests/latest"))
        .isEqualTo(new Target.ManifestAt(name("a"), new Reference.ByTag(Tag.parse("latest"))));
    assertThat(parse("/v2/a/manifests/" + DIGEST))
        .isEqualTo(new Target.ManifestAt(name("a"), new Reference.ByDigest(DIGEST)));
    assertThat(parse("/v2/a/blobs/" + DIGEST)).isEqualTo(new Target.BlobAt(name("a"), DIGEST));
    assertThat(parse("/v2/a/blobs/uploads")).isEqualTo(new Target.UploadsOf(name("a")));
    assertThat(parse("/v2/a/blobs/uploads/")).isEqualTo(new Target.UploadsOf(name("a")));
    UploadId id = UploadId.random();
    assertThat(parse("/v2/a/blobs/uploads/" + id)).isEqualTo(new Target.UploadAt(name("a"), id));
  }

  @Test
  void readsFromTheRightSinceNamesMayHaveSegmentsOfTheApi() {
    assertThat(parse("/v2/tags/list/tags/list")).isEqualTo(new Target.Tags(name("tags/list")));
    assertThat(parse("/v2/a/blobs/uploads/tags/list"))
        .isEqualTo(new Target.Tags(name("a/blobs/uploads")));
    assertThat(parse("/v2/a/blobs/blobs/uploads/"))
        .isEqualTo(new Target.UploadsOf(name("a/blobs")));
    assertThat(parse("/v2/manifests/manifests/manifests"))
        .isEqualTo(
            new Target.ManifestAt(name("manifests"), new Reference.ByTag(Tag.parse("manifests"))));
    assertThat(parse("/v2/blobs/uploads/blobs/" + DIGEST))
        .isEqualTo(new Target.BlobAt(name("blobs/uploads"), DIGEST));
  }

  @Test
  void acceptsAnEscapedColonOnly() {
    assertThat(parse("/v2/a/blobs/sha256%3A" + HEX))
        .isEqualTo(new Target.BlobAt(name("a"), DIGEST));
    assertThat(parse("/v2/a/blobs/sha256%3a" + HEX))
        .isEqualTo(new Target.BlobAt(name("a"), DIGEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/a%2fb/tags/list",
        "/v2/a%2Fb/manifests/x",
        "/v2/..%2f..%2fetc/manifests/x",
        "/v2/a%5cb/tags/list",
        "/v2/a\\b/tags/list",
        "/v2//a/tags/list",
        "/v2/a//tags/list",
        "/v2//",
        "/v2/./a/tags/list",
        "/v2/../v2/a/tags/list",
        "/v2/a/../b/tags/list",
        "/v2/a/tags/..",
        "/v2/a/%2e%2e/tags/list",
        "/v2/a%00/tags/list",
        "/v2/a\0/tags/list",
        "/v2/a b/tags/list",
        "/v2/a%20b/tags/list",
        "/v2/ä/tags/list",
        "/v2/%61/tags/list",
        "/v2/a/manifests/x%",
        "/v2/A/tags/list",
        "/v2/a_-b/manifests/x",
        "/v2/-/blobs/uploads/",
        "/v2/_catalog/tags/list",
      })
  void refusesPathsThatHaveAnotherSpelling(String path) {
    assertThat(refusal(path).status()).isEqualTo(400);
    assertThat(refusal(path).code()).isEqualTo(ErrorCode.NAME_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/a",
        "/v2/a/b",
        "/v2/_catalog/",
        "/v2/tags/list",
        "/v2/a/tags",
        "/v2/a/tags/list/",
        "/v2/a/tags/other",
        "/v2/a/manifests/x/y",
        "/v2/blobs/uploads/",
        "/v2/a/uploads/0",
        "/v2/manifests/x",
        "/v2/a/unknown/x",
      })
  void knowsNothingElse(String path) {
    assertThat(refusal(path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/a/manifests/sha256:abc, DIGEST_INVALID, 400",
    "/v2/a/manifests/md5:d41d8cd98f00b204e9800998ecf8427e, DIGEST_INVALID, 400",
    "/v2/a/blobs/latest, DIGEST_INVALID, 400",
    "/v2/a/referrers/latest, DIGEST_INVALID, 400",
    "/v2/a/manifests/.x, TAG_INVALID, 400",
    "/v2/a/blobs/uploads/42, BLOB_UPLOAD_UNKNOWN, 404",
    "/v2/a/blobs/uploads/0123456789ABCDEF0123456789ABCDEF, BLOB_UPLOAD_UNKNOWN, 404",
  })
  void namesThePartThatIsMalformed(String path, ErrorCode code, int status) {
    assertThat(refusal(path).code()).isEqualTo(code);
    assertThat(refusal(path).status()).isEqualTo(status);
  }

  @Test
  void leavesOtherPathsToOthers() {
    assertThat(TargetParser.isOurs("/v2")).isTrue();
    assertThat(TargetParser.isOurs("/v2?x")).isTrue();
    assertThat(TargetParser.isOurs("/v2/x")).isTrue();
    assertThat(TargetParser.isOurs("/v20/x")).isFalse();
    assertThat(TargetParser.isOurs("/q/health")).isFalse();
    assertThat(TargetParser.isOurs("/")).isFalse();
  }

  private static Target parse(String path) {
    return TargetParser.parse(path);
  }

  private static OciException refusal(String path) {
    return catchThrowableOfType(OciException.class, () -> TargetParser.parse(path));
  }

  private static RepositoryName name(String name) {
    return RepositoryName.parse(name);
  }
}
