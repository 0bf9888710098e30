package dev.stowage.access;

import org.jspecify.annotations.Nullable;

/// Whether something may be done, and why.
///
/// @param grant the grant that gives it, if one does
public record Decision(Reason reason, @Nullable Grant grant) {

  /// Why.
  public enum Reason {
    /// The namespace lets anybody do it.
    PUBLIC(true),
    /// A grant of the namespace gives it.
    NAMESPACE_GRANT(true),
    /// A grant for the whole registry gives it.
    SYSTEM_GRANT(true),
    /// The secret that was shown is limited to other verbs or repositories.
    SECRET_LIMITED(false),
    /// Nothing gives it.
    NO_GRANT(false);

    private final boolean allowed;

    Reason(boolean allowed) {
      this.allowed = allowed;
    }
  }

  static final Decision PUBLIC = new Decision(Reason.PUBLIC, null);
  static final Decision SECRET_LIMITED = new Decision(Reason.SECRET_LIMITED, null);
  static final Decision NO_GRANT = new Decision(Reason.NO_GRANT, null);

  /// Whether it may be done.
  public boolean allowed() {
    return reason.allowed;
  }
}
