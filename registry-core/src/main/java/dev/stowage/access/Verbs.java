package dev.stowage.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A set of verbs, closed under what they imply.
///
/// @param bits one for each verb
public record Verbs(int bits) {

  /// None.
  public static final Verbs NONE = new Verbs(0);

  /// All.
  public static final Verbs ALL = of(Verb.values());

  public Verbs {
    if ((bits & Verb.RETAG.bit()) != 0) {
      bits |= Verb.PUSH.bit();
    }
    if ((bits & Verb.PUSH.bit()) != 0) {
      bits |= Verb.PULL.bit();
    }
  }

  /// These and what they imply.
  public static Verbs of(Verb... verbs) {
    return of(Arrays.asList(verbs));
  }

  /// These and what they imply.
  public static Verbs of(Collection<Verb> verbs) {
    return new Verbs(verbs.stream().mapToInt(Verb::bit).reduce(0, (a, b) -> a | b));
  }

  /// Those written so. A verb we do not know is left out: it gives nothing that we could check.
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Verbs parse(List<String> texts) {
    return of(texts.stream().map(Verb::of).flatMap(Optional::stream).toList());
  }

  /// As they are written.
  @JsonValue
  List<String> texts() {
    return list().stream().map(Verb::toString).toList();
  }

  /// In the order of their definition.
  public List<Verb> list() {
    return Arrays.stream(Verb.values()).filter(this::contains).toList();
  }

  public boolean contains(Verb verb) {
    return (bits & verb.bit()) != 0;
  }

  /// The verbs of either.
  public Verbs and(Verbs others) {
    return new Verbs(bits | others.bits);
  }

  /// The verbs that both have.
  public Verbs within(Verbs others) {
    return new Verbs(bits & others.bits);
  }

  @Override
  public String toString() {
    return String.join(", ", texts());
  }
}
