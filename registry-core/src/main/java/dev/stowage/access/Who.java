package dev.stowage.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stowage.layout.Principal;
import java.util.Locale;

/// To whom a grant is given: `user:alice`, `robot:team+ci`, `group:platform`.
public record Who(Kind kind, String name) {

  /// The longest name of a group, which may come from elsewhere.
  public static final int MAX_LENGTH = 255;

  /// What kind of name.
  public enum Kind {
    USER,
    ROBOT,
    GROUP
  }

  /// @throws IllegalArgumentException when the name can be none of its kind
  public Who {
    boolean valid =
        switch (kind) {
          case USER -> Principal.of(name).filter(Principal.User.class::isInstance).isPresent();
          case ROBOT -> Principal.of(name).filter(Principal.Robot.class::isInstance).isPresent();
          case GROUP ->
              !name.isEmpty()
                  && name.length() <= MAX_LENGTH
                  && name.chars().noneMatch(Character::isISOControl);
        };
    if (!valid) {
      throw new IllegalArgumentException("not a name of a " + kind.name().toLowerCase(Locale.ROOT));
    }
  }

  /// The holder of an account.
  public static Who of(Principal principal) {
    return switch (principal) {
      case Principal.User user -> new Who(Kind.USER, user.login());
      case Principal.Robot robot -> new Who(Kind.ROBOT, robot.login());
    };
  }

  /// All members of a group.
  public static Who group(String name) {
    return new Who(Kind.GROUP, name);
  }

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException when it is anything else
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Who parse(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "user" -> new Who(Kind.USER, name);
      case "robot" -> new Who(Kind.ROBOT, name);
      case "group" -> new Who(Kind.GROUP, name);
      default ->
          throw new IllegalArgumentException("a grant is given to user:…, robot:… or group:…");
    };
  }

  @JsonValue
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ':' + name;
  }
}
