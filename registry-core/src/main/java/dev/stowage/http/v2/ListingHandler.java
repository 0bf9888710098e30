package dev.stowage.http.v2;

import dev.stowage.access.Verb;
import dev.stowage.catalog.Catalog;
import dev.stowage.catalog.Page;
import dev.stowage.catalog.PageRequest;
import dev.stowage.http.answer.Answer;
import dev.stowage.manifest.referrer.ReferrerPage;
import dev.stowage.manifest.referrer.Referrers;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.media.MediaTypes;
import dev.stowage.oci.name.RepositoryName;
import dev.stowage.oci.name.Tag;
import dev.stowage.tag.Tags;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Listings: repositories, tags, referrers, a page at a time (OCI Distribution, "Content
/// Discovery").
@Singleton
final class ListingHandler {
  private static final int MAX_ARTIFACT_TYPE = 255;

  private final Catalog catalog;
  private final CatalogCursors cursors;
  private final Tags tags;
  private final Referrers referrers;

  ListingHandler(Catalog catalog, CatalogCursors cursors, Tags tags, Referrers referrers) {
    this.cursors = cursors;
    this.catalog = catalog;
    this.tags = tags;
    this.referrers = referrers;
  }

  Answer repositories(Call call) {
    Paging paging = cursors.open(call.query());
    Page<RepositoryName> page =
        paging.none()
            ? new Page<>(List.of(), Optional.empty())
            : cursors.seal(catalog.list(paging.page(), name -> call.allows(Verb.LIST, name)));
    StringBuilder json = new StringBuilder("{\"repositories\":");
    strings(json, page.items());
    return paging.link(json(json), "/v2/_catalog", page.next());
  }

  Answer tags(Call call, Target.Tags target) {
    Paging paging = Paging.of(call.query(), Tag::parse);
    Page<Tag> page = tags.list(target.name(), paging.page());
    if (paging.none()) { // asked for all the same, since the repository may not exist
      page = new Page<>(List.of(), Optional.empty());
    }
    StringBuilder json =
        new StringBuilder("{\"name\":\"").append(target.name()).append("\",\"tags\":");
    strings(json, page.items());
    return paging.link(json(json), "/v2/" + target.name() + "/tags/list", page.next());
  }

  Answer referrers(Call call, Target.Referrers target) {
    Query query = call.query();
    Optional<String> type = query.one("artifactType").filter(t -> !t.isEmpty());
    type.ifPresent(ListingHandler::checkArtifactType);
    PageRequest request = Paging.of(query, ListingHandler::checkReferrer).page();
    ReferrerPage page = referrers.list(target.name(), target.subject(), type, request);
    Answer answer =
        Answer.of(200).header(Headers.CONTENT_TYPE, MediaTypes.OCI_INDEX).bytes(page.index());
    String path = "/v2/" + target.name() + "/referrers/" + target.subject();
    if (type.isPresent()) {
      answer.header(Headers.OCI_FILTERS, "artifactType");
      path += "?artifactType=" + URLEncoder.encode(type.get(), StandardCharsets.UTF_8);
    }
    return new Paging(false, request).link(answer, path, page.next());
  }

  private static Answer json(StringBuilder json) {
    return Answer.of(200)
        .header(Headers.CONTENT_TYPE, Headers.JSON)
        .text(json.append("}\n").toString());
  }

  /// Names and tags hold nothing that JSON would have to escape.
  private static void strings(StringBuilder json, List<?> values) {
    char separator = '[';
    for (Object value : values) {
      json.append(separator).append('"').append(value).append('"');
      separator = ',';
    }
    json.append(values.isEmpty() ? "[]" : "]");
  }

  private static void checkReferrer(String last) {
    Digest.parse(last.replaceFirst("-", ":"));
  }

  private static void checkArtifactType(String type) {
    boolean plain = type.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!plain || type.length() > MAX_ARTIFACT_TYPE) {
      throw new OciException(
          400,
          ErrorCode.UNSUPPORTED,
          "artifactType " + OciError.quoted(type) + " is no media type");
    }
  }
}
