package dev.stowage.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.digest.HashState;
import dev.stowage.oci.name.RepositoryName;
import java.io.IOException;
import java.util.function.Function;

/// How documents look in JSON: records by their components, our words as the strings by which they
/// are known, instants as ISO 8601, absent values left out. Unknown members are ignored, so that an
/// older replica reads what a newer one wrote.
public final class DocumentJson {

  /// The mapper; safe for any number of threads.
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addModule(words())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private DocumentJson() {}

  private static SimpleModule words() {
    SimpleModule module = new SimpleModule("stowage");
    asText(module, Digest.class, Digest::toString, Digest::parse);
    asText(module, HashState.class, HashState::encode, HashState::decode);
    asText(module, RepositoryName.class, RepositoryName::value, RepositoryName::parse);
    asText(module, UploadId.class, UploadId::value, UploadId::new);
    return module;
  }

  private static <T> void asText(
      SimpleModule module, Class<T> type, Function<T, String> format, Function<String, T> parse) {
    module.addSerializer(type, new TextSerializer<>(type, format));
    module.addDeserializer(type, new TextDeserializer<>(type, parse));
  }

  private static final class TextSerializer<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<T, String> format;

    TextSerializer(Class<T> type, Function<T, String> format) {
      super(type);
      this.format = format;
    }

    @Override
    public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(format.apply(value));
    }
  }

  private static final class TextDeserializer<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<String, T> parse;

    TextDeserializer(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return parse.apply(parser.getText());
    }
  }
}
