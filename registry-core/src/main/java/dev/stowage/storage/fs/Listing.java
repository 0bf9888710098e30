package dev.stowage.storage.fs;

import dev.stowage.storage.ListPage;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One page of keys. Reads the directories on the way to where the page begins and those it covers,
/// no others.
final class Listing {

  private final Root root;
  private final SortedNames sortedNames;
  private final ListQuery query;
  private final List<ListPage.Entry> objects = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private String last = "";
  private boolean more;

  Listing(Root root, SortedNames sortedNames, ListQuery query) {
    this.root = root;
    this.sortedNames = sortedNames;
    this.query = query;
  }

  ListPage page() throws IOException {
    String prefix = query.prefix();
    String base = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    if (base.isEmpty() || isKey(base)) {
      walk(base);
    }
    return new ListPage(objects, groups, more ? last : "");
  }

  /// Lists what begins with `at`, which is empty or ends with a slash; stops when the page is full.
  private void walk(String at) throws IOException {
    List<String> names = names(at);
    // What of the prefix is left for the names: the beginning of one, if we are where it ends.
    String beginning =
        at.length() < query.prefix().length() ? query.prefix().substring(at.length()) : "";
    int first = Math.max(firstBehindStart(at, names), position(names, beginning));
    for (int i = first; i < names.size() && !more; i++) {
      String name = names.get(i);
      if (!name.startsWith(beginning)) {
        return;
      }
      String full = at + name;
      if (!isKey(full)) {
        continue;
      }
      if (!name.endsWith("/")) {
        object(full);
      } else if (!query.delimited()) {
        walk(full);
      } else if (holdsAny(full)) {
        group(full);
      }
    }
  }

  /// The first name that is behind `startAfter`, or on the way to it.
  private int firstBehindStart(String at, List<String> names) {
    String start = query.startAfter();
    if (!start.startsWith(at)) {
      return start.compareTo(at) < 0 ? 0 : names.size();
    }
    String rest = start.substring(at.length());
    int slash = rest.indexOf('/');
    if (slash >= 0 && !query.delimited()) {
      int leading = Collections.binarySearch(names, rest.substring(0, slash + 1));
      if (leading >= 0) {
        return leading;
      }
    }
    int found = Collections.binarySearch(names, rest);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// The first name that is not less.
  private static int position(List<String> names, String name) {
    int found = Collections.binarySearch(names, name);
    return found >= 0 ? found : -found - 1;
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

  /// The system may keep files of its own in the root.
  private static boolean isKey(String full) {
    return ObjectKey.isValid(full.endsWith("/") ? full.substring(0, full.length() - 1) : full);
  }

  /// Whether there is an object below; a writer that died, or is at work, may leave directories
  /// without one.
  private boolean holdsAny(String at) throws IOException {
    List<String> names = names(at);
    for (String name : names) {
      if (!name.endsWith("/") && isKey(at + name)) {
        return true;
      }
    }
    for (String name : names) {
      if (name.endsWith("/") && isKey(at + name) && holdsAny(at + name)) {
        return true;
      }
    }
    return false;
  }

  /// None if the directory is gone.
  private List<String> names(String at) throws IOException {
    try {
      return sortedNames.of(root.directory(at));
    } catch (NoSuchFileException | NotDirectoryException e) {
      root.check();
      return List.of();
    }
  }
}
