package dev.stowage.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// JSON schemas of Kubernetes' kinds, one file each, as kubeconform wants them: made from the API
/// that Kubernetes publishes with its source, and from definitions of custom resources. They are
/// strict: a field that a kind does not have is an error.
final class KubernetesSchemas {

  /// How kubeconform finds them in their folder.
  static final String FILES = "{{ .ResourceKind }}{{ .KindSuffix }}.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REFERENCE = "#/definitions/";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";

  private KubernetesSchemas() {}

  /// Writes the schema of every kind of these groups that the API has.
  ///
  /// @param openApi the API as Swagger 2 has it, `api/openapi-spec/swagger.json`
  static void write(Path openApi, Set<String> groups, Path folder) throws IOException {
    JsonNode definitions = JSON.readTree(openApi.toFile()).get("definitions");
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      JsonNode kinds = definition.getValue().path("x-kubernetes-group-version-kind");
      // What is of every group, such as DeleteOptions, is nothing that anyone applies.
      if (kinds.size() == 1 && groups.contains(kinds.get(0).get("group").asText())) {
        JsonNode kind = kinds.get(0);
        write(
            closed(definition.getKey(), definitions),
            kind.get("kind").asText(),
            kind.get("group").asText(),
            kind.get("version").asText(),
            folder);
      }
    }
  }

  /// Writes the schema of each version that the definition of a custom resource has.
  static void writeCustom(Path yaml, Path folder) throws IOException {
    JsonNode spec = read(yaml).get("spec");
    for (JsonNode version : spec.get("versions")) {
      JsonNode schema = version.get("schema").get("openAPIV3Schema");
      tighten(schema, true);
      write(
          (ObjectNode) schema,
          spec.get("names").get("kind").asText(),
          spec.get("group").asText(),
          version.get("name").asText(),
          folder);
    }
  }

  /// The first document of a YAML file that is one.
  static JsonNode read(Path yaml) throws IOException {
    try (var text = Files.newBufferedReader(yaml)) {
      for (Object document : yaml().loadAll(text)) {
        if (document != null) {
          return JSON.valueToTree(document);
        }
      }
    }
    throw new IOException(yaml + " is empty");
  }

  static Yaml yaml() {
    var options = new LoaderOptions();
    options.setCodePointLimit(64 << 20);
    return new Yaml(new SafeConstructor(options));
  }

  /// A definition with all that it names, directly or not, and nothing else.
  private static ObjectNode closed(String name, JsonNode definitions) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$ref", REFERENCE + name);
    ObjectNode within = schema.putObject("definitions");
    var seen = new TreeSet<>(Set.of(name));
    var left = new ArrayDeque<>(seen);
    while (!left.isEmpty()) {
      String next = left.remove();
      JsonNode definition = definitions.get(next).deepCopy();
      if (next.equals(QUANTITY)) {
        either((ObjectNode) definition, "string", "number");
      }
      tighten(definition, false);
      within.set(next, definition);
      for (JsonNode reference : definition.findValues("$ref")) {
        String referred = reference.asText().substring(REFERENCE.length());
        if (seen.add(referred)) {
          left.add(referred);
        }
      }
    }
    return schema;
  }

  /// Says of every object that it has no other fields than those named, and of what may be a number
  /// or a string that it may be both.
  private static void tighten(JsonNode schema, boolean root) {
    if (schema instanceof ObjectNode object) {
      if (object.path("x-kubernetes-int-or-string").asBoolean()
          || object.path("format").asText().equals("int-or-string")) {
        either(object, "string", "integer");
      }
      if (object.path("properties").isObject()) {
        if (!object.has("additionalProperties")
            && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
          object.put("additionalProperties", false);
        }
        if (root) {
          // A definition says of these only that they are there.
          ((ObjectNode) object.get("properties")).putObject("apiVersion").put("type", "string");
          ((ObjectNode) object.get("properties")).putObject("kind").put("type", "string");
        }
        object.get("properties").forEach(field -> tighten(field, false));
      }
      for (String inner : Set.of("items", "additionalProperties", "not")) {
        tighten(object.path(inner), false);
      }
    }
  }

  private static void either(ObjectNode schema, String one, String other) {
    schema.remove("format");
    ArrayNode types = JSON.createArrayNode().add(one).add(other);
    schema.set("type", types);
  }

  private static void write(
      ObjectNode schema, String kind, String group, String version, Path folder)
      throws IOException {
    String first = group.contains(".") ? group.substring(0, group.indexOf('.')) : group;
    String suffix = first.isEmpty() ? "-" + version : "-" + first + "-" + version;
    Path file = folder.resolve((kind + suffix).toLowerCase(Locale.ROOT) + ".json");
    JSON.writeValue(file.toFile(), schema);
  }
}
