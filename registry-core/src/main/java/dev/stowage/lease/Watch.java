package dev.stowage.lease;

import dev.stowage.document.Document;
import dev.stowage.document.Documents;
import dev.stowage.oci.error.OciError;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Finds out whether who has the lease still lives, by no clock but one's own.
final class Watch {

  private static final Logger LOG = Logger.getLogger(Watch.class);

  /// How often the document is looked at within a period. Looks are counted, since a process that
  /// was halted itself has not watched.
  private static final int LOOKS = 15;

  private Watch() {}

  /// Returns true when the holder has died: the document has not changed for a whole period, or he
  /// is known to have died on this machine. False if the document is gone. Throws
  /// [ConfigurationException], in a sentence that names him, if it changes.
  static boolean sawItDie(Documents documents, Document<Lease> seen, Duration period) {
    Lease lease = seen.content();
    if (LifeSign.isDead(lease.holder())) {
      return true;
    }
    LOG.infof(
        "%s has used this bucket and has not said that it ended: waiting up to %d s to see whether"
            + " it still lives",
        OciError.quoted(lease.where()), period.toSeconds());
    for (int look = 0; look < LOOKS; look++) {
      pause(period.dividedBy(LOOKS));
      Optional<Document<Lease>> now = documents.read(Lease.KEY, Lease.class);
      if (now.isEmpty()) {
        return false;
      }
      if (!now.get().content().equals(lease)) {
        throw new ConfigurationException(refusal(now.get().content()));
      }
    }
    return true;
  }

  private static String refusal(Lease living) {
    String who = OciError.quoted(living.where());
    return living.shared()
        ? "replicas with Redis ("
            + who
            + " is one) use this bucket: set stowage.redis.uri here, too, or stop them"
        : "another replica ("
            + who
            + ") uses this bucket, and without Redis only one may: set stowage.redis.uri for all of"
            + " them, or stop that one";
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigurationException("interrupted while waiting for the bucket");
    }
  }
}
