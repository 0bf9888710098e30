package dev.stowage.layout;

import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.RepositoryName;
import java.util.Optional;

/// Who has an account: a person or a machine. Names are components of repository names, so they fit
/// into keys; a robot belongs to a namespace and is called `namespace+name`, which no person can
/// be.
public sealed interface Principal {

  /// The longest name of a person, and the longest own name of a robot.
  int MAX_LENGTH = 64;

  /// A person.
  record User(String name) implements Principal {
    /// @throws IllegalArgumentException if this can be no name
    public User {
      require(isName(name, MAX_LENGTH));
    }

    @Override
    public String login() {
      return name;
    }
  }

  /// A machine of a namespace.
  record Robot(String namespace, String name) implements Principal {
    /// @throws IllegalArgumentException if these can be no names
    public Robot {
      require(isName(namespace, RepositoryName.MAX_COMPONENT_LENGTH - MAX_LENGTH));
      require(isName(name, MAX_LENGTH));
    }

    @Override
    public String login() {
      return namespace + '+' + name;
    }
  }

  /// The name that is given to sign in: `alice`, `team+ci`.
  String login();

  /// Whose login name this is; empty if it can be nobody's.
  static Optional<Principal> of(String login) {
    int plus = login.indexOf('+');
    try {
      return Optional.of(
          plus < 0
              ? new User(login)
              : new Robot(login.substring(0, plus), login.substring(plus + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String text, int most) {
    if (text.length() > most || text.indexOf('/') >= 0) {
      return false;
    }
    try {
      return !RepositoryName.parse(text).value().isEmpty();
    } catch (OciException e) {
      return false;
    }
  }

  private static void require(boolean valid) {
    if (!valid) {
      throw new IllegalArgumentException("not a name of an account");
    }
  }
}
