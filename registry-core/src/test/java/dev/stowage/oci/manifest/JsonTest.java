package dev.stowage.oci.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stowage.oci.Noise;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final int FOUR_MIB = 4 * 1024 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1.5e+300",
        "123456789012345678901234567890",
        "1E400",
        "\"\"",
        "\"a\"",
        "\"ä€😀\"",
        "[]",
        "{}",
        "[1,[2,{}],\"x\"]",
        "{\"b\":1,\"a\":{\"b\":[]},\"\":null}",
        "{\"a\":1,\"A\":2}"
      })
  void writesWhatItReads(String text) {
    assertThat(parse(text).text()).isEqualTo(text);
  }

  @Test
  void readsBlanksAndEscapes() {
    Json read =
        parse(" \t\r\n{ \"a\\u0062\\n\\/\" : [ \"\\ud83d\\ude00\\\\\\\"\\b\\f\\r\\t\" , 1 ] } \n");
    assertThat(read)
        .isEqualTo(
            new Json.Obj(
                Map.of(
                    "ab\n/",
                    new Json.Arr(List.of(new Json.Str("😀\\\"\b\f\r\t"), new Json.Num(1))))));
    assertThat(Json.parse(read.bytes())).isEqualTo(read);
  }

  @Test
  void escapesWhatAStringMayNotHold() {
    assertThat(new Json.Str("\"\\\n\u0000é").text()).isEqualTo("\"\\\"\\\\\\u000a\\u0000é\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "-",
        "--1",
        "0x1",
        "NaN",
        "Infinity",
        "'a'",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u١٢٣٤\"",
        "\"\n\"",
        "\"\u0000\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\" 1}",
        "{,}",
        "[}",
        "{]",
        "1 2",
        "{} {}",
        "[]x",
        "/* c */ 1",
        "// c",
        "\ufeff{}"
      })
  void refusesWhatIsNotJson(String text) {
    refuses(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "22c080 22, overlong NUL",
    "22e0808022, overlong three bytes",
    "22f080808022, overlong four bytes",
    "22eda08022, high surrogate",
    "22edb08022, low surrogate",
    "22f490808022, beyond U+10FFFF",
    "22c322, cut short",
    "22e28222, cut short",
    "228022, continuation alone",
    "22ff22, never a byte of UTF-8",
    "fffe2200, UTF-16"
  })
  void refusesWhatIsNotUtf8(String hex, String why) {
    refuses(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\ud800\\ud800",
        "\\udc00\\ud800",
        "\\ud800\\n"
      })
  void refusesHalfASurrogatePair(String escapes) {
    assertThatThrownBy(() -> parse('"' + escapes + '"'))
        .hasMessageContaining("half of a surrogate pair");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":null,\"a\":null}",
        "{\"a\":1,\"b\":{\"c\":1,\"c\":2}}",
        "[[{\"\":1,\"\":2}]]",
        "{\"a\":1,\"\\u0061\":2}"
      })
  void refusesDuplicateKeysAnywhere(String text) {
    assertThatThrownBy(() -> parse(text)).hasMessageContaining("duplicate key");
  }

  @Test
  void saysWhereItStopped() {
    assertThatThrownBy(() -> parse("{\"layers\":[],\"layers\":[]}"))
        .hasMessage("this is not acceptable JSON: duplicate key \"layers\" (at byte 13)");
    assertThatThrownBy(() -> parse("{\"a\":1"))
        .hasMessage("this is not acceptable JSON: it ends too early (at byte 6)");
  }

  @Test
  void boundsTheDepth() {
    assertThat(parse("[".repeat(32) + "]".repeat(32))).isNotNull();
    assertThatThrownBy(() -> parse("[".repeat(33) + "]".repeat(33)))
        .hasMessageContaining("nested more than 32 levels deep");
    assertThat(parse("{\"a\":".repeat(32) + "1" + "}".repeat(32))).isNotNull();
    refuses(("{\"a\":".repeat(33) + "1" + "}".repeat(33)).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void boundsTheNumberOfValues() {
    assertThat(parse("[" + "1,".repeat(99_998) + "1]")).isNotNull();
    assertThatThrownBy(() -> parse("[" + "1,".repeat(99_999) + "1]"))
        .hasMessageContaining("more than 100000 values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{\"a\":",
        "[0,",
        "[[],",
        "{\"a\":0},",
        "\"",
        "\"a",
        "\\u0061",
        "9",
        "[-",
        "-9.9",
        "\\",
        " ",
        "é",
        "\u0000",
        "[\"é\",",
        "\\u0961",
        "é\\n",
        "true",
        "[{}",
        "1e9"
      })
  void answersBombsWithBoundedMemory(String piece) {
    int count = FOUR_MIB / piece.getBytes(StandardCharsets.UTF_8).length;
    String bomb = piece.repeat(count);
    for (String prefix : new String[] {"", "[", "\"", "[\"", "{\"a\":\"", "{\"mediaType\":"}) {
      byte[] bytes = (prefix + bomb).getBytes(StandardCharsets.UTF_8);
      long before = allocated();
      try {
        assertThat(Json.parse(bytes)).isInstanceOf(Json.Num.class);
      } catch (OciException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
        assertThat(refused.getMessage()).hasSizeLessThan(300);
      }
      assertThat(allocated() - before).isLessThan(16L * FOUR_MIB);
    }
  }

  @Test
  void keepsManyCollidingKeysCheap() {
    // "Aa" and "BB" have one hash code: 2^14 keys with the same one
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < 1 << 14; i++) {
      out.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 14; bit++) {
        out.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      out.append("\":1");
    }
    Json.Obj read = (Json.Obj) parse(out.append('}').toString());
    assertThat(read.members()).hasSize(1 << 14);
  }

  @Test
  void answersNoiseWithNothingButOciExceptions() {
    Noise noise = new Noise(14);
    byte[] good =
        "{\"a\":[1,-2.5e3,true,false,null],\"é\\u0041\":{\"b\":\"\\ud83d\\ude00\"},\"c\":\"x\"} "
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = i % 5 == 0 ? noise.bytes(60) : noise.mutated(good);
      try {
        Json read = Json.parse(bytes);
        assertThat(Json.parse(read.bytes())).isEqualTo(read);
      } catch (OciException refused) {
        assertThat(refused.getMessage()).matches("[ -~]{1,300}");
      }
    }
  }

  private static Json parse(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuses(byte[] bytes) {
    assertThatThrownBy(() -> Json.parse(bytes))
        .isInstanceOfSatisfying(
            OciException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MANIFEST_INVALID));
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
