package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A real API server accepts all that Kustomize and Helm make, in a namespace that keeps the
/// strictest of Kubernetes' security standards: as a server-side dry run, with strict validation
/// and with no word of warning.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiServerIT {

  private static final String NAMESPACE = "trial";
  private static final String DRY_RUN = "?dryRun=All&fieldValidation=Strict";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ApiServer server;
  private Map<String, String> rendered;

  @BeforeAll
  void startServer(@TempDir Path folder) throws IOException, GeneralSecurityException {
    rendered = Rendered.all(folder);
    server = ApiServer.start(folder.resolve("control-plane"));
    for (String definition : List.of("crd-httproutes", "crd-servicemonitors")) {
      define(KubernetesSchemas.read(PinnedTool.of(definition)));
    }
    var namespace = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
    namespace
        .putObject("metadata")
        .put("name", NAMESPACE)
        .putObject("labels")
        .put("pod-security.kubernetes.io/enforce", "restricted");
    assertThat(server.post("/api/v1/namespaces", namespace).status()).isEqualTo(201);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  @Test
  void acceptsEveryDocument() {
    for (var entry : rendered.entrySet()) {
      for (Object document : KubernetesSchemas.yaml().loadAll(entry.getValue())) {
        if (document != null) {
          apply(entry.getKey(), JSON.valueToTree(document));
        }
      }
    }
  }

  private void apply(String from, ObjectNode document) {
    accept(from, document);
    if (document.get("kind").asText().equals("Deployment")) {
      // Only of a pod itself does the server say whether it keeps the standard.
      JsonNode template = document.get("spec").get("template");
      ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
      pod.putObject("metadata").put("name", "pod").set("labels", template.at("/metadata/labels"));
      pod.set("spec", template.get("spec"));
      accept(from, pod);
    }
  }

  private void accept(String from, ObjectNode document) {
    String version = document.get("apiVersion").asText();
    String api = (version.contains("/") ? "/apis/" : "/api/") + version;
    JsonNode resource = resource(api, document.get("kind").asText());
    String path = api + "/";
    if (resource.get("namespaced").asBoolean()) {
      ((ObjectNode) document.get("metadata")).put("namespace", NAMESPACE);
      path += "namespaces/" + NAMESPACE + "/";
    }
    var answer = server.post(path + resource.get("name").asText() + DRY_RUN, document);
    assertThat(answer.status()).as("%s: %s\n%s", from, document, answer).isEqualTo(201);
    assertThat(answer.warning()).as("%s: %s", from, document).isEmpty();
  }

  private JsonNode resource(String api, String kind) {
    for (JsonNode resource : server.get(api).body().path("resources")) {
      if (resource.get("kind").asText().equals(kind)
          && !resource.get("name").asText().contains("/")) {
        return resource;
      }
    }
    return JSON.missingNode();
  }

  /// Adds a kind, and waits until the server serves it.
  private void define(JsonNode definition) {
    var answer = server.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    JsonNode spec = definition.get("spec");
    String api = "/apis/" + spec.get("group").asText() + "/v1";
    String kinds = "/" + spec.at("/names/plural").asText();
    Poll.until(
        Duration.ofMinutes(1),
        () -> "the server does not serve " + api + kinds,
        () -> server.get(api + kinds).status() == 200);
  }
}
