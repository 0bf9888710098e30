package dev.stowage.http.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stowage.access.RepositoryPattern;
import dev.stowage.access.Verbs;
import dev.stowage.auth.Account;
import dev.stowage.auth.Secret;
import dev.stowage.catalog.Page;
import dev.stowage.document.DocumentJson;
import dev.stowage.http.answer.Answer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the management API shows: of secrets never more than that they are there.
final class Views {
  private Views() {}

  /// An account.
  record AccountView(
      String name,
      boolean disabled,
      Instant createdAt,
      boolean hasPassword,
      List<String> groups,
      List<SecretView> secrets) {
    static AccountView of(Account account) {
      return new AccountView(
          account.name(),
          account.disabled(),
          account.createdAt(),
          account.password() != null,
          account.groups(),
          account.secrets().stream().map(SecretView::of).toList());
    }
  }

  /// A secret of an account.
  record SecretView(
      String id,
      Secret.Kind kind,
      String name,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Verbs verbs,
      @Nullable List<RepositoryPattern> repos) {
    static SecretView of(Secret secret) {
      return new SecretView(
          secret.id(),
          secret.kind(),
          secret.name(),
          secret.createdAt(),
          secret.expiresAt(),
          secret.verbs(),
          secret.repos());
    }
  }

  /// A secret just drawn, with its text, which is shown only now.
  record DrawnView(String id, String secret, @Nullable Instant expiresAt) {
    static DrawnView of(Secret.Drawn drawn) {
      return new DrawnView(drawn.secret().id(), drawn.text(), drawn.secret().expiresAt());
    }
  }

  /// A page of names; `next` is the `last` of the next page.
  record NamesView(List<String> names, @Nullable String next) {
    static NamesView of(Page<String> page) {
      return new NamesView(page.items(), page.next().orElse(null));
    }
  }

  /// An answer with a document.
  static Answer json(int status, Object view) {
    try {
      return Answer.of(status)
          .header("Content-Type", "application/json")
          .header("Cache-Control", "no-store")
          .bytes(DocumentJson.MAPPER.writeValueAsBytes(view));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same with the document's revision.
  static Answer json(int status, Object view, long rev) {
    return json(status, view).header("ETag", ApiRequest.etag(rev));
  }
}
