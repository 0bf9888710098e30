package dev.stowage.storage.fs;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;

/// One page of keys. Reads the directories on the way to where the page begins and those it covers,
/// no others; a directory is read whole and sorted.
final class Listing {

  private final Root root;
  private final ListQuery query;
  private final List<ListPage.Entry> objects = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private String last = "";
  private boolean more;

  Listing(Root root, ListQuery query) {
    this.root = root;
    this.query = query;
  }

  ListPage page() throws IOException {
    String prefix = query.prefix();
    String base = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    if (base.isEmpty() || ObjectKey.isValid(base.substring(0, base.length() - 1))) {
      walk(base);
    }
    return new ListPage(objects, groups, more ? last : "");
  }

  /// Lists what begins with `at`, which is empty or ends with a slash; stops when the page is full.
  private void walk(String at) throws IOException {
    for (String name : names(at)) {
      if (more) {
        return;
      }
      String full = at + name;
      if (!name.endsWith("/")) {
        object(full);
      } else if (!query.delimited()) {
        walk(full);
      } else if (holdsAny(full)) {
        group(full);
      }
    }
  }

  private void object(String key) throws IOException {
    if (isFull()) {
      return;
    }
    try {
      ObjectKey found = new ObjectKey(key);
      objects.add(new ListPage.Entry(found, Files.size(root.file(found))));
      last = key;
    } catch (NoSuchFileException e) {
      // Removed since its directory was read.
    }
  }

  private void group(String name) {
    if (!isFull()) {
      groups.add(name);
      last = name;
    }
  }

  private boolean isFull() {
    more = objects.size() + groups.size() == query.limit();
    return more;
  }

  /// What of that directory can be in the page, in order: `name` for an object, `name/` for a
  /// directory.
  private List<String> names(String at) throws IOException {
    List<String> names = new ArrayList<>();
    for (String file : read(at)) {
      String name = file.endsWith("@") ? file.substring(0, file.length() - 1) : file + "/";
      String full = at + name;
      boolean wanted =
          full.length() < query.prefix().length()
              ? query.prefix().startsWith(full) && name.endsWith("/")
              : full.startsWith(query.prefix());
      if (wanted && isBehindStart(full, name) && isKey(full)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  private boolean isBehindStart(String full, String name) {
    if (full.compareTo(query.startAfter()) > 0) {
      return true;
    }
    // The way to the start leads through this directory.
    return !query.delimited() && name.endsWith("/") && query.startAfter().startsWith(full);
  }

  private static boolean isKey(String full) {
    return ObjectKey.isValid(full.endsWith("/") ? full.substring(0, full.length() - 1) : full);
  }

  /// Whether there is an object below; a writer that died, or is at work, may leave directories
  /// without one.
  private boolean holdsAny(String at) throws IOException {
    List<String> files = read(at);
    for (String file : files) {
      if (file.endsWith("@")) {
        return true;
      }
    }
    for (String file : files) {
      if (isKey(at + file) && holdsAny(at + file + "/")) {
        return true;
      }
    }
    return false;
  }

  /// The names in a directory, in any order; none if it is gone.
  private List<String> read(String at) throws IOException {
    try {
      return Disk.names(root.directory(at));
    } catch (NoSuchFileException | NotDirectoryException e) {
      root.check();
      return List.of();
    }
  }
}
