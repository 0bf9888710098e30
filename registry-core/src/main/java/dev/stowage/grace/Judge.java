package dev.stowage.grace;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.storage.Condition;
import dev.stowage.storage.ObjectKey;
import java.util.Optional;

/// Condemns, pardons and removes documents. Safe for any number of threads.
public final class Judge {

  private final Documents documents;

  public Judge(Documents documents) {
    this.documents = documents;
  }

  /// Takes the mark from the document, if it has one. Returns what now stands; empty if there is no
  /// such document. When it returns, no collection removes the document for the grace period.
  public <T extends Condemnable<T>> Optional<T> pardon(ObjectKey key, Class<T> type) {
    return documents.amend(key, type, Condemnable::pardoned);
  }

  /// Does with an unused document what the terms say.
  public <T extends Condemnable<T>> Verdict judge(ObjectKey key, Class<T> type, Terms terms) {
    Optional<Document<T>> seen = documents.read(key, type);
    if (seen.isEmpty()) {
      return Verdict.SPARED;
    }
    return switch (verdict(seen.get(), terms)) {
      case CONDEMNED -> condemn(key, seen.get(), terms);
      case DELETED -> remove(key, seen.get(), terms);
      case WAITING -> Verdict.WAITING;
      case SPARED -> Verdict.SPARED;
    };
  }

  /// What is to become of an unused document.
  public <T extends Condemnable<T>> Verdict verdict(Document<T> seen, Terms terms) {
    return terms.verdict(seen.content().condemned(), seen.modified());
  }

  /// Marks the document, if it is still as it was seen.
  public <T extends Condemnable<T>> Verdict condemn(ObjectKey key, Document<T> seen, Terms terms) {
    if (terms.dry()) {
      return Verdict.CONDEMNED;
    }
    T marked = seen.content().condemned(Optional.of(terms.clock().instant()));
    return documents.write(key, marked, new Condition.IfVersion(seen.version())).written()
        ? Verdict.CONDEMNED
        : Verdict.SPARED;
  }

  /// Removes the document, if it is still as it was seen.
  public Verdict remove(ObjectKey key, Document<?> seen, Terms terms) {
    return terms.dry() || documents.remove(key, seen) ? Verdict.DELETED : Verdict.SPARED;
  }
}
