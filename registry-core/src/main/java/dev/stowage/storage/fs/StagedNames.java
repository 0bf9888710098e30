package dev.stowage.storage.fs;

import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the file of an upload is called: `<handle>@<target key with , for />` in the temporary
/// directory, so that the janitor can tell where it would have gone. A key too long for a file name
/// lies beside it in `<handle>,key`.
///
/// A handle is `<boot>-<milliseconds>-<random>`, all hex. Parts are made durable only by
/// `complete`, so a part that was acknowledged before the machine went down may be holes
/// afterwards: an upload of another boot is unknown.
final class StagedNames {

  private static final Pattern HANDLE = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{12}-[0-9a-f]{16}");
  private static final int HANDLE_LENGTH = 8 + 1 + 12 + 1 + 16;

  /// The longest key that is part of the file's name.
  private static final int LONGEST_IN_NAME = 200;

  private static final String BESIDE = ",key";

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path directory;
  private final String boot = boot();
  private final SecureRandom random = new SecureRandom();

  StagedNames(Path directory) {
    this.directory = directory;
  }

  /// The first eight digits of this boot's identity; zeros where the system has none to tell.
  private static String boot() {
    try {
      String id = Files.readString(BOOT_ID).substring(0, 8);
      return id.chars().allMatch(HexFormat::isHexDigit) ? id : "00000000";
    } catch (IOException | IndexOutOfBoundsException e) {
      return "00000000";
    }
  }

  StagedUpload next(ObjectKey target) {
    Instant begun = Instant.ofEpochMilli(System.currentTimeMillis());
    HexFormat hex = HexFormat.of();
    String handle =
        boot
            + "-"
            + hex.toHexDigits(begun.toEpochMilli(), 12)
            + "-"
            + hex.toHexDigits(random.nextLong());
    return new StagedUpload(target, handle, begun);
  }

  /// The upload's file. Throws [Kind#MISUSE] if the handle is none of ours, or of another boot.
  Path file(StagedUpload upload) {
    if (!HANDLE.matcher(upload.handle()).matches() || !upload.handle().startsWith(boot)) {
      throw unknown(upload);
    }
    return directory.resolve(upload.handle() + "@" + name(upload.target()));
  }

  private static String name(ObjectKey target) {
    return isLong(target) ? "" : target.value().replace('/', ',');
  }

  static StorageException unknown(StagedUpload upload) {
    return new StorageException(Kind.MISUSE, "unknown upload to " + upload.target());
  }

  /// Writes the key beside the file where it does not fit into its name; before the file is made.
  void keep(StagedUpload upload) throws IOException {
    if (isLong(upload.target())) {
      Files.writeString(beside(upload.handle()), upload.target().value());
    }
  }

  /// Removes what [#keep] wrote; after the file is gone.
  void drop(StagedUpload upload) throws IOException {
    if (isLong(upload.target())) {
      Files.deleteIfExists(beside(upload.handle()));
    }
  }

  private static boolean isLong(ObjectKey target) {
    return target.value().length() > LONGEST_IN_NAME;
  }

  private Path beside(String handle) {
    return directory.resolve(handle + BESIDE);
  }

  /// The upload whose file is called so; empty for other files.
  Optional<StagedUpload> parse(String fileName) throws IOException {
    if (!isOurs(fileName) || !fileName.startsWith(boot) || fileName.charAt(HANDLE_LENGTH) != '@') {
      return Optional.empty();
    }
    String handle = fileName.substring(0, HANDLE_LENGTH);
    String key = fileName.substring(HANDLE_LENGTH + 1).replace(',', '/');
    if (key.isEmpty()) {
      try {
        key = Files.readString(beside(handle));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }
    if (!ObjectKey.isValid(key)) {
      return Optional.empty();
    }
    Instant begun = Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(handle, 9, 21));
    return Optional.of(new StagedUpload(new ObjectKey(key), handle, begun));
  }

  /// Whether no upload can go on with that file: it is of another boot, or half of a pair.
  boolean isStale(String fileName) {
    if (!isOurs(fileName)) {
      return false;
    }
    String handle = fileName.substring(0, HANDLE_LENGTH);
    return switch (fileName.substring(HANDLE_LENGTH)) {
      case "@" -> !fileName.startsWith(boot) || !Files.exists(beside(handle));
      case BESIDE -> !fileName.startsWith(boot) || !Files.exists(directory.resolve(handle + "@"));
      default -> !fileName.startsWith(boot);
    };
  }

  private static boolean isOurs(String fileName) {
    return fileName.length() > HANDLE_LENGTH
        && HANDLE.matcher(fileName.substring(0, HANDLE_LENGTH)).matches();
  }
}
