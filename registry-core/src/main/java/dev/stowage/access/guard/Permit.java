package dev.stowage.access.guard;

import dev.stowage.access.Subject;
import dev.stowage.access.Verb;
import dev.stowage.oci.name.RepositoryName;

/// What a caller who was let in may do besides what his request demands. Used by one thread.
public interface Permit {

  /// Where there are no accounts.
  Permit EVERYTHING =
      new Permit() {
        @Override
        public boolean allows(Verb verb, RepositoryName repository) {
          return true;
        }

        @Override
        public boolean allowsByRight(Verb verb, RepositoryName repository) {
          return true;
        }

        @Override
        public Subject subject() {
          return Subject.ANYBODY;
        }
      };

  /// Whether he may do that, and what he has shown is good for it.
  boolean allows(Verb verb, RepositoryName repository);

  /// Whether he may do that, whatever a token he has shown was asked for: for what no client can
  /// know to ask for. What limits his secret counts all the same.
  boolean allowsByRight(Verb verb, RepositoryName repository);

  /// Who he is, as far as rights go.
  Subject subject();
}
