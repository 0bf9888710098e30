package dev.stowage.http.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stowage.http.Wire;
import dev.stowage.http.Wire.Reply;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ListingsOverTheWireTest {
  private Wire wire;

  @BeforeEach
  void connect() throws IOException {
    wire = Server.connect();
  }

  @AfterEach
  void disconnect() throws IOException {
    wire.close();
  }

  @Test
  void listsTagsInByteOrderPageByPage() throws IOException {
    for (String tag : new String[] {"b", "a", "B", "a.1", "a-1", "a_1", "10", "9"}) {
      Content.manifest(wire, "list/tags", tag, tag);
    }
    assertThat(wire.ask("GET", "/v2/list/tags/tags/list").text())
        .isEqualTo(
            "{\"name\":\"list/tags\",\"tags\":"
                + "[\"10\",\"9\",\"B\",\"a\",\"a-1\",\"a.1\",\"a_1\",\"b\"]}\n");

    List<String> pages = new ArrayList<>();
    String next = "/v2/list/tags/tags/list?n=3";
    while (!next.isEmpty()) {
      Reply reply = wire.ask("GET", next);
      assertThat(reply.status()).isEqualTo(200);
      pages.add(reply.text().replaceAll(".*\\[|\\].*\n", ""));
      String link = reply.header("Link");
      assertThat(link.isEmpty() || link.endsWith(">; rel=\"next\"")).isTrue();
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    assertThat(pages)
        .containsExactly("\"10\",\"9\",\"B\"", "\"a\",\"a-1\",\"a.1\"", "\"a_1\",\"b\"");
  }

  @Test
  void takesAPlaceThatIsNoEntryForAPlace() throws IOException {
    Content.manifest(wire, "list/foreign", "b", "b");
    assertThat(wire.ask("GET", "/v2/list/foreign/tags/list?last=aaa").text()).contains("\"b\"");
    assertThat(wire.ask("GET", "/v2/list/foreign/tags/list?last=ccc").text()).contains("[]");
  }

  @Test
  void listsNothingWhenAskedForNothing() throws IOException {
    Content.manifest(wire, "list/none", "a", "a");
    for (String target : new String[] {"/v2/list/none/tags/list?n=0", "/v2/_catalog?n=0"}) {
      Reply reply = wire.ask("GET", target);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).contains("[]");
      assertThat(reply.header("Link")).isEmpty();
    }
  }

  @Test
  void listsRepositories() throws IOException {
    Content.manifest(wire, "list/repo", "a", "a");
    Content.manifest(wire, "list/repository", "a", "a");
    Reply reply = wire.ask("GET", "/v2/_catalog?n=1&last=list/rep");
    assertThat(reply.text()).isEqualTo("{\"repositories\":[\"list/repo\"]}\n");
    assertThat(wire.ask("GET", "/v2/_catalog?n=1").header("Link")).contains("rel=\"next\"");
  }

  @Test
  void knowsNoTagsOfARepositoryThatIsNone() throws IOException {
    Reply reply = wire.ask("GET", "/v2/list/unknown/tags/list");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).contains("NAME_UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n=-1",
        "n=x",
        "n=2147483648",
        "n=9999999999999999999999",
        "n=",
        "last=%2e%2e%2f",
        "last=-"
      })
  void refusesPagesThatCannotBe(String query) throws IOException {
    for (String path : new String[] {"/v2/_catalog", "/v2/list/any/tags/list"}) {
      Reply reply = wire.ask("GET", path + "?" + query);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("PAGINATION_NUMBER_INVALID");
    }
  }

  @Test
  void capsAPageAndAllocatesNothingByWhatIsAsked() throws IOException {
    Reply reply = wire.ask("GET", "/v2/_catalog?n=2147483647");
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void listsReferrersFilteredAndAlsoOfUnknownSubjects() throws IOException {
    String unknown = Content.sha256(new byte[] {9});
    Reply reply = wire.ask("GET", "/v2/list/ref/referrers/" + unknown);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/vnd.oci.image.index.v1+json");
    assertThat(reply.header("OCI-Filters-Applied")).isEmpty();
    assertThat(reply.text()).contains("\"manifests\":[]");

    Reply filtered =
        wire.ask("GET", "/v2/list/ref/referrers/" + unknown + "?artifactType=application/x+y");
    assertThat(filtered.header("OCI-Filters-Applied")).isEqualTo("artifactType");
  }

  @ParameterizedTest
  @ValueSource(strings = {"artifactType=a%20b", "artifactType=%0a", "last=x", "n=-1"})
  void refusesReferrersThatCannotBe(String query) throws IOException {
    String digest = Content.sha256(new byte[] {9});
    assertThat(wire.ask("GET", "/v2/list/ref/referrers/" + digest + "?" + query).status())
        .isEqualTo(400);
  }
}
