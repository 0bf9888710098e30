package dev.stowage.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stowage.document.DocumentJson;
import dev.stowage.oci.name.RepositoryName;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random documents and questions, decided by [Rights] on what was read from their JSON, and by a
/// naive evaluator on the JSON itself.
class RightsOracleTest {

  private static final int QUESTIONS = 100_000;
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private static final List<String> NAMES =
      List.of("team", "team/app", "team/app/web", "team/appendix", "team/a/b/c", "team-x/app");
  private static final List<String> PATTERNS =
      List.of(
          "*", "**", "team", "team/*", "team/**", "team/app", "team/app/*", "team/app/**", "te/**");
  private static final List<String> WHO =
      List.of("user:alice", "user:bob", "robot:team+ci", "robot:team+cd", "group:dev", "group:ops");
  private static final List<String> VERBS =
      List.of("list", "pull", "push", "retag", "delete", "admin", "fly");
  private static final List<String> ROLES =
      List.of("reader", "writer", "maintainer", "owner", "auditor", "sysadmin", "emperor");
  private static final List<String> NETWORKS =
      List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "fd00::/8", "0.0.0.0/0", "10.1.2.0/23");
  private static final List<String> ADDRESSES =
      List.of("10.0.0.1", "10.1.2.3", "10.1.3.3", "192.168.0.1", "fd00::1", "fe80::1", "");

  private final Random random = new Random(7);

  @Test
  void decidesAsTheNaiveEvaluatorDoes() throws IOException {
    int allowed = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      String system = document("");
      String namespace =
          document("\"createdAt\":\"2026-01-01T00:00:00Z\"," + maybe("public", words(VERBS, 3)));
      boolean exists = random.nextInt(10) > 0;
      Set<String> who =
          random.nextInt(8) == 0
              ? Set.of()
              : new HashSet<>(List.of(pick(WHO.subList(0, 4)), pick(WHO.subList(4, 6))));
      String limit =
          "{"
              + (maybe("verbs", words(VERBS, 5), 6) + maybe("repos", words(PATTERNS, 3), 6))
                  .replaceFirst(",$", "")
              + "}";
      Verb verb = Verb.of(pick(VERBS.subList(0, 6))).orElseThrow();
      String name = pick(NAMES);
      String from = pick(ADDRESSES);

      boolean expected =
          naive(
              tree(system),
              exists ? tree(namespace) : null,
              who,
              tree(limit),
              verb.toString(),
              name,
              from);
      Decision decision =
          Rights.decide(
              read(system, SystemAccess.class),
              exists ? Optional.of(read(namespace, NamespaceAccess.class)) : Optional.empty(),
              new Subject(
                  who.stream().map(Who::parse).collect(Collectors.toSet()),
                  read(limit, Limit.class)),
              verb,
              RepositoryName.parse(name),
              NOW,
              from.isEmpty() ? null : InetAddress.ofLiteral(from));
      assertThat(decision.allowed())
          .as(
              "%s %s on %s from '%s' limited to %s by %s and %s",
              who, verb, name, from, limit, system, exists ? namespace : "none")
          .isEqualTo(expected);
      allowed += expected ? 1 : 0;
    }
    assertThat(allowed).as("both answers are tried").isBetween(QUESTIONS / 10, QUESTIONS * 9 / 10);
  }

  private String document(String before) {
    int v = random.nextInt(20) == 0 ? 2 : 1;
    String grants =
        IntStream.range(0, random.nextInt(4))
            .mapToObj(n -> grant())
            .collect(Collectors.joining(","));
    return "{\"v\":" + v + ",\"rev\":1," + before + "\"grants\":[" + grants + "]}";
  }

  private String grant() {
    return "{"
        + maybe("role", '"' + pick(ROLES) + '"')
        + maybe("verbs", words(VERBS, 3))
        + maybe("repos", words(PATTERNS, 2))
        + maybe(
            "until",
            pick(
                List.of(
                    "\"2026-05-31T23:59:59Z\"",
                    "\"2026-06-01T00:00:00Z\"",
                    "\"2026-06-01T00:00:01Z\"")),
            4)
        + maybe("ips", words(NETWORKS, 2), 4)
        + "\"unheard-of\":[1],\"who\":\""
        + pick(WHO)
        + "\"}";
  }

  private String maybe(String name, String json) {
    return maybe(name, json, 2);
  }

  private String maybe(String name, String json, int rarely) {
    return random.nextInt(rarely) == 0 ? '"' + name + "\":" + json + "," : "";
  }

  private String words(List<String> all, int most) {
    return IntStream.range(0, random.nextInt(most + 1))
        .mapToObj(n -> '"' + pick(all) + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  // ---- the naive evaluator: strings, sets and regular expressions, in no hurry ----

  private static boolean naive(
      JsonNode system,
      @Nullable JsonNode namespace,
      Set<String> who,
      JsonNode limit,
      String verb,
      String name,
      String from) {
    if (limit.has("verbs") && !closed(limit.get("verbs")).contains(verb)) {
      return false;
    }
    if (limit.has("repos") && !matches(limit.get("repos"), name)) {
      return false;
    }
    Set<String> may = new TreeSet<>();
    if (namespace != null && namespace.get("v").asInt() == 1) {
      Set<String> everybody =
          namespace.has("public") ? closed(namespace.get("public")) : new TreeSet<>();
      everybody.retainAll(Set.of("list", "pull"));
      may.addAll(everybody);
      namespace.get("grants").forEach(grant -> add(may, grant, who, name, from));
    }
    if (system.get("v").asInt() == 1) {
      system.get("grants").forEach(grant -> add(may, grant, who, name, from));
    }
    return may.contains(verb);
  }

  private static void add(
      Set<String> may, JsonNode grant, Set<String> who, String name, String from) {
    boolean late = grant.has("until") && !Instant.parse(grant.get("until").asText()).isAfter(NOW);
    boolean away = grant.has("ips") && !isIn(grant.get("ips"), from);
    boolean elsewhere = grant.has("repos") && !matches(grant.get("repos"), name);
    if (who.contains(grant.get("who").asText()) && !late && !away && !elsewhere) {
      may.addAll(
          switch (grant.path("role").asText()) {
            case "reader" -> Set.of("list", "pull");
            case "writer" -> Set.of("list", "pull", "push", "retag");
            case "maintainer" -> Set.of("list", "pull", "push", "retag", "delete");
            case "owner", "sysadmin" -> Set.of("list", "pull", "push", "retag", "delete", "admin");
            case "auditor" -> Set.of("list");
            default -> Set.of();
          });
      may.addAll(grant.has("verbs") ? closed(grant.get("verbs")) : Set.of());
    }
  }

  private static Set<String> closed(JsonNode verbs) {
    Set<String> all = new TreeSet<>();
    verbs.forEach(
        verb -> {
          all.add(verb.asText());
          if (verb.asText().equals("retag")) {
            all.addAll(Set.of("push", "pull"));
          }
          if (verb.asText().equals("push")) {
            all.add("pull");
          }
        });
    return all;
  }

  private static boolean matches(JsonNode patterns, String name) {
    for (JsonNode pattern : patterns) {
      String regex = pattern.asText().replace("**", "#").replace("*", "[^/]+").replace("#", ".+");
      if (name.matches(regex)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(JsonNode networks, String from) {
    for (JsonNode network : networks) {
      boolean in =
          switch (network.asText()) {
            case "10.0.0.0/8" -> from.startsWith("10.");
            case "10.1.0.0/16" -> from.startsWith("10.1.");
            case "10.1.2.3" -> from.equals("10.1.2.3");
            case "10.1.2.0/23" -> from.startsWith("10.1.2.") || from.startsWith("10.1.3.");
            case "fd00::/8" -> from.startsWith("fd");
            case "0.0.0.0/0" -> from.contains(".");
            default -> throw new AssertionError(network);
          };
      if (in) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode tree(String json) throws IOException {
    return DocumentJson.MAPPER.readTree(json);
  }

  private static <T> T read(String json, Class<T> type) throws IOException {
    T read = DocumentJson.MAPPER.readValue(json, type);
    T again = DocumentJson.MAPPER.readValue(DocumentJson.MAPPER.writeValueAsBytes(read), type);
    assertThat(again).isEqualTo(read);
    return read;
  }
}
