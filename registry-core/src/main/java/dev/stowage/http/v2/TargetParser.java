package dev.stowage.http.v2;

import dev.stowage.layout.UploadId;
import dev.stowage.oci.digest.Digest;
import dev.stowage.oci.error.ErrorCode;
import dev.stowage.oci.error.OciError;
import dev.stowage.oci.error.OciException;
import dev.stowage.oci.name.Reference;
import dev.stowage.oci.name.RepositoryName;
import java.util.List;

/// Parses the path of a request, as the client wrote it, into a [Target]. There is one spelling of
/// every path: nothing is normalised, so what is checked here is what every later stage sees.
///
/// Since a repository name may have segments such as `blobs` or `tags`, a path is recognised from
/// its right end.
final class TargetParser {
  private static final String ROOT = "/v2";
  private static final String API = "/api/v1";
  private static final String TOKEN = "/auth/token";
  private static final String KEYS = "/auth/jwks";
  private static final String WELL_KNOWN_KEYS = "/.well-known/jwks.json";
  private static final Target BASE = new Target.Base();
  private static final Target CATALOG = new Target.Catalog();

  private TargetParser() {}

  /// Whether this raw request target (path and query) belongs to what is parsed here at all.
  static boolean isOurs(String target) {
    return begins(target, ROOT)
        || begins(target, API)
        || begins(target, TOKEN)
        || begins(target, KEYS)
        || begins(target, WELL_KNOWN_KEYS);
  }

  private static boolean begins(String target, String path) {
    return target.startsWith(path)
        && (target.length() == path.length()
            || target.charAt(path.length()) == '/'
            || target.charAt(path.length()) == '?');
  }

  /// The target that this raw path (without query, [#isOurs]) is.
  ///
  /// @throws OciException 400 with the code of the part that is malformed; 404 when the path is
  ///   none of the specification's
  static Target parse(String rawPath) {
    String path = strict(rawPath);
    if (path.startsWith(API)) {
      return api(path.substring(API.length()), rawPath);
    }
    if (!path.startsWith(ROOT)) {
      return switch (path) {
        case TOKEN -> new Target.TokenService();
        case KEYS, WELL_KNOWN_KEYS -> new Target.PublicKeys();
        default -> throw unknown(rawPath);
      };
    }
    if (path.length() <= ROOT.length() + 1) {
      return BASE;
    }
    String rest = path.substring(ROOT.length() + 1);
    if (rest.equals("_catalog")) {
      return CATALOG;
    }
    int last = rest.lastIndexOf('/');
    String end = rest.substring(last + 1);
    int middle = rest.lastIndexOf('/', last - 1);
    if (last <= 0) {
      throw unknown(rawPath);
    }
    String kind = rest.substring(middle + 1, last);
    return switch (kind) {
      case "tags" ->
          end.equals("list") ? new Target.Tags(name(rest, middle, rawPath)) : none(rawPath);
      case "manifests" -> {
        RepositoryName name = name(rest, middle, rawPath);
        yield new Target.ManifestAt(name, Reference.parse(end));
      }
      case "referrers" -> {
        RepositoryName name = name(rest, middle, rawPath);
        yield new Target.Referrers(name, Digest.parse(end));
      }
      case "blobs" -> {
        RepositoryName name = name(rest, middle, rawPath);
        yield end.equals("uploads")
            ? new Target.UploadsOf(name)
            : new Target.BlobAt(name, Digest.parse(end));
      }
      case "uploads" -> upload(rest, middle, end, rawPath);
      default -> none(rawPath);
    };
  }

  private static Target api(String rest, String rawPath) {
    if (rest.length() < 2 || rest.endsWith("/")) {
      throw new OciException(404, ErrorCode.UNSUPPORTED, "there is no " + OciError.quoted(rawPath));
    }
    return new Target.Api(List.of(rest.substring(1).split("/", -1)));
  }

  private static Target upload(String rest, int middle, String end, String rawPath) {
    int before = rest.lastIndexOf('/', middle - 1);
    if (middle <= 0 || !rest.substring(before + 1, middle).equals("blobs")) {
      throw unknown(rawPath);
    }
    RepositoryName name = name(rest, before, rawPath);
    return end.isEmpty()
        ? new Target.UploadsOf(name)
        : new Target.UploadAt(name, UploadId.parse(end));
  }

  private static RepositoryName name(String rest, int end, String rawPath) {
    if (end <= 0) {
      throw unknown(rawPath);
    }
    return RepositoryName.parse(rest.substring(0, end));
  }

  /// The path with its only permitted escape, that of the colon, undone.
  private static String strict(String path) {
    boolean escapes = false;
    int segment = 1;
    for (int i = 1; i <= path.length(); i++) {
      char c = i == path.length() ? '/' : path.charAt(i);
      if (c == '/') {
        checkSegment(path, segment, i);
        segment = i + 1;
      } else if (c == '%') {
        if (!path.regionMatches(true, i, "%3A", 0, 3)) {
          throw invalid("must not contain percent-escapes: names, tags and digests need none");
        }
        escapes = true;
      } else if (c <= ' ' || c >= 0x7f || c == '\\') {
        throw invalid("contains a character that no name, tag or digest has");
      }
    }
    return escapes ? path.replace("%3A", ":").replace("%3a", ":") : path;
  }

  private static void checkSegment(String path, int from, int to) {
    if (from == to && to < path.length()) {
      throw invalid("contains an empty segment ('//')");
    }
    if (path.startsWith(".", from)) {
      boolean one = to - from == 1;
      boolean two = to - from == 2 && path.charAt(from + 1) == '.';
      if (one || two) {
        throw invalid("contains a '.' or '..' segment");
      }
    }
  }

  private static OciException invalid(String message) {
    return new OciException(ErrorCode.NAME_INVALID, "the path " + message);
  }

  private static Target none(String path) {
    throw unknown(path);
  }

  private static OciException unknown(String path) {
    return new OciException(
        404,
        ErrorCode.UNSUPPORTED,
        "the OCI Distribution API has no path " + OciError.quoted(path));
  }
}
