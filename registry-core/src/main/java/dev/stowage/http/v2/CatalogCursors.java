package dev.stowage.http.v2;

import dev.stowage.auth.AuthConfig;
import dev.stowage.auth.SealingKey;
import dev.stowage.catalog.Page;
import dev.stowage.oci.name.RepositoryName;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Where the next page of repositories begins. After the last name of a page that is a name the
/// caller has seen; but a page of which he may see little may end at one that he may not: that is
/// sealed, so that the link tells him nothing.
@Singleton
final class CatalogCursors {
  private static final String SEALED = "~";
  private static final String PURPOSE = "catalog cursor";

  private final AuthConfig config;
  private final SealingKey sealing;

  CatalogCursors(AuthConfig config, SealingKey sealing) {
    this.config = config;
    this.sealing = sealing;
  }

  /// The page that a query asks for.
  Paging open(Query query) {
    return Paging.of(
        query, RepositoryName::parse, config.enabled() ? this::unsealed : UnaryOperator.identity());
  }

  /// The same page, with a cursor that may be shown.
  Page<RepositoryName> seal(Page<RepositoryName> page) {
    Optional<String> seen =
        page.items().isEmpty() ? Optional.empty() : Optional.of(page.items().getLast().value());
    if (page.next().equals(seen) || page.next().isEmpty()) {
      return page;
    }
    byte[] name = page.next().get().getBytes(StandardCharsets.UTF_8);
    return new Page<>(page.items(), Optional.of(SEALED + sealing.get().seal(PURPOSE, name)));
  }

  /// What was sealed; anything else stays, and will be no name.
  private String unsealed(String last) {
    if (!last.startsWith(SEALED)) {
      return last;
    }
    try {
      byte[] name = sealing.get().open(PURPOSE, last.substring(SEALED.length()));
      return new String(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return last;
    }
  }
}
