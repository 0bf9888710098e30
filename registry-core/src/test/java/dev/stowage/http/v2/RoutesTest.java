package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.access.Verb;
import dev.stowage.access.guard.Demand;
import dev.stowage.document.Freshness;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The route table, line by line: what is demanded of whom.
@QuarkusTest
class RoutesTest {
  private static final RepositoryName NAME = RepositoryName.parse("team/app");
  private static final Digest DIGEST = Digest.parse("sha256:" + "0".repeat(64));

  private static final List<Target> TARGETS =
      List.of(
          new Target.Base(),
          new Target.Catalog(),
          new Target.Tags(NAME),
          new Target.Referrers(NAME, DIGEST),
          new Target.ManifestAt(NAME, new Reference.ByDigest(DIGEST)),
          new Target.BlobAt(NAME, DIGEST),
          new Target.UploadsOf(NAME),
          new Target.UploadAt(NAME, UploadId.parse("00112233445566778899aabbccddeeff")),
          new Target.TokenService(),
          new Target.PublicKeys(),
          new Target.Api(List.of("users")));

  @Test
  void everyTargetIsInTheTable() {
    List<String> names = TARGETS.stream().map(target -> target.getClass().getName()).toList();
    List<String> all =
        Arrays.stream(Target.class.getPermittedSubclasses()).map(Class::getName).toList();
    assertThat(names).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void everyRouteDemandsWhatItDoes() {
    Map<String, String> table = new TreeMap<>();
    Routes routes = Arc.container().select(Routes.class).get();
    for (Target target : TARGETS) {
      for (Method method : Method.values()) {
        Demand demand = routes.of(method, target).demand();
        String words =
            switch (demand) {
              case Demand.Nothing() -> "nothing";
              case Demand.AnyToken() -> "any token";
              case Demand.ListCatalog() -> "catalog";
              case Demand.Account() -> "account";
              case Demand.On(Verb verb, RepositoryName name, Freshness freshness) -> {
                assertThat(name).isEqualTo(NAME);
                yield verb + (freshness == Freshness.LIVE ? " now" : "");
              }
            };
        table.merge(
            target.getClass().getSimpleName() + ": " + words, method.name(), (a, b) -> a + " " + b);
      }
    }
    String lines =
        table.entrySet().stream()
            .filter(line -> !line.getValue().startsWith("POST PUT PATCH DELETE OTHER"))
            .map(line -> line.getKey() + ": " + line.getValue())
            .collect(Collectors.joining("\n"));
    assertThat(Arrays.asList(lines.split("\n")))
        .containsExactly(
            "Api: account: GET HEAD POST PUT PATCH DELETE OTHER",
            "Base: any token: GET HEAD",
            "BlobAt: delete now: DELETE",
            "BlobAt: nothing: POST PUT PATCH OTHER",
            "BlobAt: pull: GET HEAD",
            "Catalog: catalog: GET HEAD",
            "ManifestAt: delete now: DELETE",
            "ManifestAt: nothing: POST PATCH OTHER",
            "ManifestAt: pull: GET HEAD",
            "ManifestAt: push now: PUT",
            "PublicKeys: nothing: GET HEAD POST PUT PATCH DELETE OTHER",
            "Referrers: pull: GET HEAD",
            "Tags: pull: GET HEAD",
            "TokenService: nothing: GET HEAD POST PUT PATCH DELETE OTHER",
            "UploadAt: nothing: POST OTHER",
            "UploadAt: push: GET HEAD PATCH DELETE",
            "UploadAt: push now: PUT",
            "UploadsOf: nothing: GET HEAD PUT PATCH DELETE OTHER",
            "UploadsOf: push now: POST");
  }
}
