package dev.stowage.http.v2;

import dev.stowage.catalog.PageRequest;
import dev.stowage.http.answer.Answer;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The parameters `n` and `last` of a listing and the `Link` to its next page (OCI Distribution,
/// "Listing Tags"; RFC 8288).
///
/// @param none the client asks for no entries at all (`n=0`)
/// @param page which entries otherwise
record Paging(boolean none, PageRequest page) {

  /// What the query asks for. `n` beyond [PageRequest#MAX], or absent, is that many.
  ///
  /// @param grammar throws an [OciException] for what cannot be the `last` of this listing
  /// @throws OciException `PAGINATION_NUMBER_INVALID`
  static Paging of(Query query, Consumer<String> grammar) {
    return of(query, grammar, UnaryOperator.identity());
  }

  /// The same where `last` may have been sealed.
  static Paging of(Query query, Consumer<String> grammar, UnaryOperator<String> unsealed) {
    int n = query.one("n").map(Paging::number).orElse(PageRequest.MAX);
    String last = query.one("last").map(unsealed).orElse("");
    if (!last.isEmpty()) {
      try {
        grammar.accept(last);
      } catch (OciException e) {
        throw invalid(
            "last=" + OciError.quoted(last) + " is no entry of this listing: " + e.getMessage());
      }
    }
    return new Paging(n == 0, new PageRequest(Math.clamp(n, 1, PageRequest.MAX), last));
  }

  /// Adds the link to the page that begins after `next`, if there is one.
  Answer link(Answer answer, String path, Optional<String> next) {
    next.ifPresent(
        last ->
            answer.header(
                "Link",
                "<"
                    + path
                    + (path.indexOf('?') < 0 ? '?' : '&')
                    + "n="
                    + page.n()
                    + "&last="
                    + URLEncoder.encode(last, StandardCharsets.UTF_8)
                    + ">; rel=\"next\""));
    return answer;
  }

  private static int number(String text) {
    OptionalLong n = Numbers.parse(text);
    if (n.isEmpty() || n.getAsLong() > Integer.MAX_VALUE) {
      throw invalid(
          "n=" + OciError.quoted(text) + " is not a number from 0 to " + Integer.MAX_VALUE);
    }
    return (int) n.getAsLong();
  }

  private static OciException invalid(String message) {
    return new OciException(ErrorCode.PAGINATION_NUMBER_INVALID, message);
  }
}
