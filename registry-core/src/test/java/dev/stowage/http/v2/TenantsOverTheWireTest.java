package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.access.Grant;
import dev.stowage.access.Role;
import dev.stowage.access.Verb;
import dev.stowage.access.Verbs;
import dev.stowage.access.Who;
import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two tenants who must learn nothing of each other, and what rights do on every route.
@QuarkusTest
@TestProfile(Tenants.Profile.class)
class TenantsOverTheWireTest {
  private static final String ALL = "pull,push,delete";
  private Wire wire;
  private String ann = "";
  private String bob = "";
  private Who annHerself = Who.group("x");

  @BeforeEach
  void twoTenants() throws IOException {
    wire = Server.connect();
    annHerself = Tenants.user("ann");
    Tenants.namespace("anns", Verbs.NONE, Grant.of(annHerself, Role.OWNER));
    Tenants.namespace("bobs", Verbs.NONE, Grant.of(Tenants.user("bob"), Role.OWNER));
    ann = Tenants.basic("ann", Tenants.PASSWORD);
    bob = Tenants.basic("bob", Tenants.PASSWORD);
  }

  @AfterEach
  void disconnect() throws IOException {
    wire.close();
  }

  @Test
  void noRouteTellsWhetherAnothersRepositoryExists() throws IOException {
    byte[] secret = "ann's secret".getBytes(StandardCharsets.UTF_8);
    String blob = blob(ann, "anns/app", secret);
    String manifest = manifest(ann, "anns/app", "1", "hers");
    String upload =
        wire.ask("POST", "/v2/anns/app/blobs/uploads/", ann)
            .header("Location")
            .replaceAll(".*/", "");
    String token =
        Tenants.bearer(wire, "bob", "repository:anns/app:" + ALL, "repository:none/app:" + ALL);
    String anybody =
        Tenants.anybody(wire, "repository:anns/app:" + ALL, "repository:none/app:" + ALL);
    for (String header : List.of(bob, token, anybody, "Accept: */*")) {
      for (String[] route : routes(blob, manifest, upload)) {
        Reply hers = wire.ask(route[0], route[1].formatted("anns/app"), header);
        Reply none = wire.ask(route[0], route[1].formatted("none/app"), header);
        assertThat(hers.status())
            .as("%s %s", route[0], route[1])
            .isEqualTo(none.status())
            .isIn(401, 403);
        assertThat(hers.text().replace("anns", "none")).isEqualTo(none.text());
        assertThat(hers.header("WWW-Authenticate").replace("anns", "none"))
            .isEqualTo(none.header("WWW-Authenticate"));
      }
    }
    assertThat(wire.ask("GET", "/v2/anns/app/blobs/" + blob, ann).status()).isEqualTo(200);
    assertThat(wire.ask("GET", "/v2/anns/app/manifests/1", ann).status()).isEqualTo(200);
  }

  private static List<String[]> routes(String blob, String manifest, String upload) {
    List<String[]> routes = new ArrayList<>();
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
      for (String reference : List.of("1", "2", manifest)) {
        routes.add(new String[] {method, "/v2/%s/manifests/" + reference});
      }
      routes.add(
          new String[] {
            method,
            "/v2/%s/blobs/uploads/" + upload + (method.equals("PUT") ? "?digest=" + blob : "")
          });
    }
    for (String method : List.of("GET", "HEAD", "DELETE")) {
      routes.add(new String[] {method, "/v2/%s/blobs/" + blob});
    }
    routes.add(new String[] {"PATCH", "/v2/%s/blobs/uploads/" + upload});
    routes.add(new String[] {"POST", "/v2/%s/blobs/uploads/"});
    routes.add(new String[] {"POST", "/v2/%s/blobs/uploads/?mount=" + blob + "&from=bobs/app"});
    routes.add(new String[] {"POST", "/v2/%s/blobs/uploads/?digest=" + blob});
    routes.add(new String[] {"GET", "/v2/%s/tags/list"});
    routes.add(new String[] {"GET", "/v2/%s/referrers/" + manifest});
    return routes;
  }

  @Test
  void aMountFromAnothersRepositoryIsAnUploadLikeAnyOther() throws IOException {
    String blob = blob(ann, "anns/app", "to be mounted".getBytes(StandardCharsets.UTF_8));
    String unknown = Content.sha256(new byte[] {1, 2, 3});
    for (String query :
        List.of("?mount=%s&from=anns/app", "?mount=%s&from=none/app", "?mount=%s")) {
      Reply hers = wire.ask("POST", "/v2/bobs/app/blobs/uploads/" + query.formatted(blob), bob);
      Reply none = wire.ask("POST", "/v2/bobs/app/blobs/uploads/" + query.formatted(unknown), bob);
      assertThat(hers.status()).isEqualTo(none.status()).isEqualTo(202);
    }
    assertThat(wire.ask("HEAD", "/v2/bobs/app/blobs/" + blob, bob).status()).isEqualTo(404);

    Tenants.namespace(
        "anns",
        Verbs.NONE,
        Grant.of(annHerself, Role.OWNER),
        Grant.of(Who.parse("user:bob"), Role.READER));
    // A token that is not good for the source is no better than no right.
    String narrow = Tenants.bearer(wire, "bob", "repository:bobs/app:pull,push");
    String mount = "/v2/bobs/app/blobs/uploads/?mount=" + blob + "&from=anns/app";
    assertThat(wire.ask("POST", mount, narrow).status()).isEqualTo(202);
    String wide =
        Tenants.bearer(wire, "bob", "repository:bobs/app:pull,push", "repository:anns/app:pull");
    assertThat(wire.ask("POST", mount, wide).status()).isEqualTo(201);
    assertThat(wire.ask("POST", "/v2/bobs/b/blobs/uploads/?mount=" + blob, bob).status())
        .isEqualTo(201);
    assertThat(wire.ask("HEAD", "/v2/bobs/app/blobs/" + blob, bob).status()).isEqualTo(200);
    // Of a home that is not named no token could have been asked for: the right suffices.
    String other = Tenants.bearer(wire, "bob", "repository:bobs/c:pull,push");
    assertThat(wire.ask("POST", "/v2/bobs/c/blobs/uploads/?mount=" + blob, other).status())
        .isEqualTo(201);
  }

  @Test
  void everyoneSeesInTheCatalogWhatHeMay() throws IOException {
    for (int i = 0; i < 7; i++) {
      manifest(ann, "anns/cat" + i, "1", "x");
      manifest(bob, "bobs/cat" + i, "1", "x");
    }
    for (String header : List.of(bob, Tenants.bearer(wire, "bob", "registry:catalog:*"))) {
      List<String> names = new ArrayList<>();
      String next = "/v2/_catalog?n=3";
      while (!next.isEmpty()) {
        Reply reply = wire.ask("GET", next, header);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).doesNotContain("anns");
        String link = reply.header("Link");
        assertThat(link).doesNotContain("anns");
        names.addAll(
            List.of(reply.text().replaceAll(".*\\[|\\].*\n", "").replace("\"", "").split(",")));
        next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
      }
      assertThat(names).contains("bobs/cat0", "bobs/cat6").doesNotHaveDuplicates();
    }
    assertThat(wire.ask("GET", "/v2/_catalog", Tenants.anybody(wire, "registry:catalog:*")).text())
        .doesNotContain("anns", "bobs");
    assertThat(
            wire.ask("GET", "/v2/_catalog", Tenants.basic("admin", Tenants.ADMIN_PASSWORD)).text())
        .contains("anns/cat0", "bobs/cat0");
    assertThat(wire.ask("GET", "/v2/_catalog", Tenants.bearer(wire, "bob")).status())
        .as("a token that was not asked for the catalog")
        .isEqualTo(401);
  }

  @Test
  void whoMayPushMayNotMoveTags() throws IOException {
    Tenants.namespace(
        "anns",
        Verbs.NONE,
        Grant.of(annHerself, Role.OWNER),
        new Grant(Who.parse("user:bob"), null, Verbs.of(Verb.PUSH), null, null, null));
    String mine = manifest(ann, "anns/tags", "stable", "ann's");
    for (String header :
        List.of(bob, Tenants.bearer(wire, "bob", "repository:anns/tags:pull,push"))) {
      String note = "bob's " + header.length();
      assertThat(put(header, "anns/tags", "new" + header.length(), note).status()).isEqualTo(201);
      assertThat(put(header, "anns/tags", "new" + header.length(), note).status())
          .as("again")
          .isEqualTo(201);
      Reply moved = put(header, "anns/tags", "stable", note);
      assertThat(moved.status()).isEqualTo(403);
      assertThat(moved.text()).contains("DENIED");
      assertThat(put(header, "anns/tags", "other?tag=stable", note).status()).isEqualTo(403);
      assertThat(wire.ask("DELETE", "/v2/anns/tags/manifests/stable", header).status())
          .isIn(401, 403);
    }
    assertThat(
            wire.ask("GET", "/v2/anns/tags/manifests/stable", ann).header("Docker-Content-Digest"))
        .isEqualTo(mine);
    assertThat(put(ann, "anns/tags", "stable", "ann's second").status()).isEqualTo(201);
  }

  @Test
  void aRightThatIsWithdrawnEndsWhateverTheTokenSays() throws IOException {
    Who carl = Tenants.user("carl");
    Tenants.namespace(
        "anns", Verbs.NONE, Grant.of(annHerself, Role.OWNER), Grant.of(carl, Role.MAINTAINER));
    String token = Tenants.bearer(wire, "carl", "repository:anns/live:" + ALL);
    manifest(ann, "anns/live", "1", "x");
    assertThat(wire.ask("GET", "/v2/anns/live/manifests/1", token).status()).isEqualTo(200);
    assertThat(put(token, "anns/live", "2", "x").status()).isEqualTo(201);

    Tenants.namespace(
        "anns", Verbs.NONE, Grant.of(annHerself, Role.OWNER), Grant.of(carl, Role.READER));
    assertThat(put(token, "anns/live", "3", "y").status()).isEqualTo(403);
    assertThat(wire.ask("DELETE", "/v2/anns/live/manifests/2", token).status()).isEqualTo(403);
    assertThat(wire.ask("POST", "/v2/anns/live/blobs/uploads/", token).status()).isEqualTo(403);
    assertThat(wire.ask("GET", "/v2/anns/live/manifests/1", token).status()).isEqualTo(200);

    Tenants.namespace("anns", Verbs.NONE, Grant.of(annHerself, Role.OWNER));
    assertThat(wire.ask("GET", "/v2/anns/live/manifests/1", token).status()).isEqualTo(403);
  }

  @Test
  void aTokenThatIsTooNarrowIsAskedToBeReplaced() throws IOException {
    String pull = Tenants.bearer(wire, "ann", "repository:anns/app:pull");
    Reply push = wire.ask("POST", "/v2/anns/app/blobs/uploads/", pull);
    assertThat(push.status()).isEqualTo(401);
    assertThat(push.header("WWW-Authenticate"))
        .endsWith(",scope=\"repository:anns/app:pull,push\",error=\"insufficient_scope\"");
    Reply invalid = wire.ask("GET", "/v2/", "Authorization: Bearer x.y.z");
    assertThat(invalid.status()).isEqualTo(401);
    assertThat(invalid.header("WWW-Authenticate")).endsWith(",error=\"invalid_token\"");
    Reply denied = wire.ask("GET", "/v2/bobs/app/tags/list", pull);
    assertThat(denied.status()).as("no other token would help").isEqualTo(403);
  }

  @Test
  void anybodyPullsWhatIsPublicAndNothingElse() throws IOException {
    Tenants.namespace("open", Verbs.of(Verb.LIST, Verb.PULL), Grant.of(annHerself, Role.OWNER));
    String blob = blob(ann, "open/app", "for all".getBytes(StandardCharsets.UTF_8));
    manifest(ann, "open/app", "1", "x");
    String anybody = Tenants.anybody(wire, "repository:open/app:pull,push", "registry:catalog:*");
    assertThat(wire.ask("GET", "/v2/", anybody).status()).isEqualTo(200);
    assertThat(wire.ask("GET", "/v2/open/app/manifests/1", anybody).status()).isEqualTo(200);
    assertThat(wire.ask("GET", "/v2/open/app/blobs/" + blob, anybody).status()).isEqualTo(200);
    assertThat(wire.ask("GET", "/v2/_catalog", anybody).text()).contains("open/app");
    assertThat(wire.ask("POST", "/v2/open/app/blobs/uploads/", anybody).status()).isEqualTo(401);
    assertThat(wire.ask("DELETE", "/v2/open/app/manifests/1", anybody).status()).isEqualTo(401);
    assertThat(wire.ask("GET", "/v2/open/app/manifests/1").status())
        .as("without any token clients are told to get one, else they never sign in")
        .isEqualTo(401);
  }

  @Test
  void refusesBeforeABodyIsSent() throws IOException {
    for (String header : List.of(bob, "Accept: */*")) {
      try (Wire other = Server.connect()) {
        other.begin("PUT", "/v2/anns/app/manifests/1", header, "Content-Length: 1000000");
        assertThat(other.reply().status()).isIn(401, 403);
      }
      try (Wire other = Server.connect()) {
        other.begin(
            "POST",
            "/v2/anns/app/blobs/uploads/?digest=" + Content.sha256(new byte[0]),
            header,
            "Transfer-Encoding: chunked");
        assertThat(other.reply().status()).isIn(401, 403);
      }
    }
  }

  @Test
  void everyPathBelowTheApiAsksWhoIsThere() throws IOException {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")) {
      for (String target :
          List.of(
              "/v2",
              "/v2/",
              "/v2/_catalog",
              "/v2/a/tags/list",
              "/v2/a/manifests/1",
              "/v2/a/blobs/" + Content.sha256(new byte[0]),
              "/v2/a/referrers/" + Content.sha256(new byte[0]),
              "/v2/a/blobs/uploads",
              "/v2/a/blobs/uploads/",
              "/v2/a/blobs/uploads/00112233445566778899aabbccddeeff")) {
        assertThat(wire.ask(method, target).status())
            .as("%s %s", method.toLowerCase(Locale.ROOT), target)
            .isIn(401, 405);
      }
    }
  }

  private String blob(String header, String name, byte[] bytes) throws IOException {
    String digest = Content.sha256(bytes);
    Reply reply =
        wire.send("POST", "/v2/" + name + "/blobs/uploads/?digest=" + digest, bytes, header);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return digest;
  }

  private String manifest(String header, String name, String tag, String note) throws IOException {
    Reply reply = put(header, name, tag, note);
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return Content.sha256(Content.manifest(note));
  }

  private Reply put(String header, String name, String tag, String note) throws IOException {
    Reply blob =
        wire.send(
            "POST",
            "/v2/"
                + name
                + "/blobs/uploads/?digest="
                + Content.sha256("{}".getBytes(StandardCharsets.UTF_8)),
            "{}".getBytes(StandardCharsets.UTF_8),
            header);
    if (blob.status() != 201) {
      return blob;
    }
    return wire.send(
        "PUT",
        "/v2/" + name + "/manifests/" + tag,
        Content.manifest(note),
        "Content-Type: " + Content.MANIFEST_TYPE,
        header);
  }
}
