package dev.stowage.access.guard;

/// A caller was not let in. Carries no stack trace: it is an answer, not a defect.
public final class RefusedException extends RuntimeException {

  /// Why not.
  public enum Reason {
    /// He has shown nothing.
    NOTHING_SHOWN,
    /// What he has shown does not count: never did, or no longer.
    INVALID,
    /// His token is not good for it; another may be.
    OTHER_TOKEN,
    /// He may not.
    DENIED
  }

  private final Reason reason;
  private final transient Demand demand;

  public RefusedException(Reason reason, Demand demand) {
    super(reason.toString(), null, false, false);
    this.reason = reason;
    this.demand = demand;
  }

  public Reason reason() {
    return reason;
  }

  /// What was demanded of him.
  public Demand demand() {
    return demand;
  }
}
