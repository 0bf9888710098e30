package dev.stowage.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stowage.tools.PinnedTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What Kustomize and Helm make of `deploy/kustomize` and `deploy/helm` is what Kubernetes'
/// published API knows, field by field.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestsIT {

  private static final Set<String> GROUPS =
      Set.of("", "apps", "autoscaling", "networking.k8s.io", "policy");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHART = Rendered.CHART.toString();

  private Path folder;
  private Map<String, String> rendered;

  @BeforeAll
  void renderAll(@TempDir Path temporary) throws IOException {
    folder = temporary;
    rendered = Rendered.all(folder);
  }

  @Test
  void areWhatKubernetesKnows() throws IOException {
    Path schemas = Files.createDirectory(folder.resolve("schemas"));
    KubernetesSchemas.write(PinnedTool.of("kubernetes-openapi"), GROUPS, schemas);
    KubernetesSchemas.writeCustom(PinnedTool.of("crd-httproutes"), schemas);
    KubernetesSchemas.writeCustom(PinnedTool.of("crd-servicemonitors"), schemas);
    Path documents = Files.createDirectory(folder.resolve("documents"));
    for (var entry : rendered.entrySet()) {
      Files.writeString(documents.resolve(entry.getKey() + ".yaml"), entry.getValue());
    }
    String said = kubeconform(schemas, documents);
    assertThat(said).contains("Invalid: 0, Errors: 0, Skipped: 0");

    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"),
            Rendered.chart(folder).replace("terminationGracePeriodSeconds", "terminationGrace"));
    assertThat(
            Command.of(PinnedTool.of("kubeconform"), arguments(schemas, wrong)).result().output())
        .contains("terminationGrace");
  }

  @Test
  void lintFindsNoFaultInTheChart() throws IOException {
    helm("lint", "--strict", CHART);
    for (Path values : Rendered.examples()) {
      helm("lint", "--strict", CHART, "--values", values.toString());
    }
  }

  @Test
  void chartRefusesWhatCouldNotWork() throws IOException {
    assertThat(refusal("settings:\n  stowage.storage.kind: floppy\n"))
        .contains("stowage.storage.kind");
    assertThat(refusal("settings:\n  storage.kind: s3\n")).contains("storage.kind");
    assertThat(refusal("replica: 2\n")).contains("replica");
    assertThat(refusal("replicas: 2\n")).contains("serves one replica only");
    assertThat(refusal("replicas: 2\nsettings:\n  stowage.storage.kind: s3\n"))
        .contains("needs Redis");
  }

  @Test
  void balancerOfTheComposeFileIsConfiguredWithoutFault() {
    String configuration = Tools.checkout().resolve("deploy/compose/haproxy.cfg").toString();
    Command.of(Tools.system("haproxy"), "-c", "-f", configuration).run();
  }

  @Test
  void podsHaveTimeToFinishWhatTheyWereAsked() {
    rendered.forEach(
        (from, documents) -> {
          JsonNode pod = registryPod(documents);
          JsonNode container = pod.at("/containers/0");
          int drain = container.at("/lifecycle/preStop/sleep/seconds").asInt();
          int finish = 0;
          for (JsonNode variable : container.get("env")) {
            if (variable.get("name").asText().equals("QUARKUS_SHUTDOWN_TIMEOUT")) {
              finish = Integer.parseInt(variable.get("value").asText().replace("s", ""));
            }
          }
          assertThat(drain).as(from).isPositive();
          assertThat(finish).as(from).isPositive();
          assertThat(pod.get("terminationGracePeriodSeconds").asInt())
              .as(from)
              .isGreaterThan(drain + finish);
        });
  }

  /// The pod of the registry among what was rendered.
  private static JsonNode registryPod(String documents) {
    for (Object document : KubernetesSchemas.yaml().loadAll(documents)) {
      JsonNode pod = JSON.<JsonNode>valueToTree(document).at("/spec/template/spec");
      if (pod.at("/containers/0/name").asText().equals("stowage")) {
        return pod;
      }
    }
    throw new AssertionError("no registry in:\n" + documents);
  }

  private String refusal(String values) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "values", ".yaml"), values);
    Command.Result result =
        Command.of(PinnedTool.of("helm"), "template", "x", CHART, "-f", file.toString())
            .with("HOME", folder.toString())
            .result();
    assertThat(result.code()).as(values).isNotZero();
    return result.errors();
  }

  private static String kubeconform(Path schemas, Path what) {
    return Command.of(PinnedTool.of("kubeconform"), arguments(schemas, what)).run();
  }

  private static String[] arguments(Path schemas, Path what) {
    return new String[] {
      "-strict",
      "-summary",
      "-schema-location",
      schemas + "/" + KubernetesSchemas.FILES,
      what.toString()
    };
  }

  private void helm(String... arguments) {
    Command.of(PinnedTool.of("helm"), arguments).with("HOME", folder.toString()).run();
  }
}
