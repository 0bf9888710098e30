package dev.stowage.storage.fs;

import dev.stowage.storage.Condition;
import dev.stowage.storage.Content;
import dev.stowage.storage.ListQuery;
import dev.stowage.storage.ObjectKey;
import dev.stowage.storage.Part;
import dev.stowage.storage.StagedUpload;
import dev.stowage.storage.StagedUploads;
import dev.stowage.storage.StorageException;
import dev.stowage.storage.StorageException.Kind;
import dev.stowage.storage.Version;
import dev.stowage.storage.WriteResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// An upload is one file: a part is written at its offset, and completing is making it durable and
/// giving it its name.
final class StagedFiles implements StagedUploads, AutoCloseable {

  private final Root root;
  private final Disk disk;
  private final FileVersions versions;
  private final Placing placing;
  private final StagedNames names;
  private final OpenUploads open = new OpenUploads();

  /// Gives a finished file its name.
  @FunctionalInterface
  interface Placing {
    WriteResult place(ObjectKey key, Path file, Version version, Condition condition)
        throws IOException;
  }

  StagedFiles(Root root, Disk disk, FileVersions versions, Placing placing) {
    this.root = root;
    this.disk = disk;
    this.versions = versions;
    this.placing = placing;
    this.names = new StagedNames(root.temp());
  }

  @Override
  public StagedUpload begin(ObjectKey target) {
    root.check();
    StagedUpload upload = names.next(target);
    try {
      names.keep(upload);
      disk.create(names.file(upload)).close();
      return upload;
    } catch (IOException e) {
      throw root.failure("beginning an upload to " + target, e);
    }
  }

  @Override
  public Part putPart(StagedUpload upload, int number, long offset, Content content, boolean last) {
    if (number < 1 || offset < 0) {
      throw new StorageException(Kind.MISUSE, "no part " + number + " at offset " + offset);
    }
    Path file = names.file(upload);
    try {
      return open.shared(
          file,
          channel -> {
            Transfer.write(content, channel, offset);
            if (!Files.exists(file)) {
              throw new NoSuchFileException(file.toString());
            }
            return new Part(number, offset, content.length(), "");
          });
    } catch (NoSuchFileException e) {
      throw unknown(upload);
    } catch (IOException e) {
      throw root.failure("writing part " + number + " of " + upload.target(), e);
    }
  }

  @Override
  public WriteResult complete(StagedUpload upload, List<Part> parts) {
    long size = Part.sizeOf(parts);
    Path file = names.file(upload);
    try {
      return open.alone(
          file,
          channel -> {
            Version version = finish(upload, file, channel, size);
            WriteResult result = placing.place(upload.target(), file, version, Condition.IF_ABSENT);
            if (result.written()) {
              open.forget(file);
              names.drop(upload);
            }
            return result;
          });
    } catch (NoSuchFileException e) {
      throw unknown(upload);
    } catch (IOException e) {
      throw root.failure("completing the upload to " + upload.target(), e);
    }
  }

  /// Cuts the file to its parts and makes it durable.
  private Version finish(StagedUpload upload, Path file, FileChannel channel, long size)
      throws IOException {
    long stored = channel.size();
    if (stored < size) {
      throw new StorageException(
          Kind.CORRUPT,
          "the upload to " + upload.target() + " has " + stored + " of " + size + " bytes");
    }
    if (stored > size) {
      channel.truncate(size);
    }
    disk.sync(channel);
    if (size > FileVersions.SMALL) {
      return versions.stamp(file);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // Until it is whole.
    }
    return FileVersions.ofBytes(bytes.array(), 0, bytes.position());
  }

  @Override
  public void abort(StagedUpload upload) {
    Path file;
    try {
      file = names.file(upload);
    } catch (StorageException e) {
      return;
    }
    try {
      open.alone(
          file,
          _ -> {
            Files.delete(file);
            open.forget(file);
            return true;
          });
      names.drop(upload);
    } catch (NoSuchFileException e) {
      root.check();
    } catch (IOException e) {
      throw root.failure("aborting the upload to " + upload.target(), e);
    }
  }

  @Override
  public List<StagedUpload> unfinished(ListQuery query) {
    List<StagedUpload> found = new ArrayList<>();
    try {
      for (String name : Disk.names(root.temp())) {
        names.parse(name).filter(upload -> query.admits(upload.target())).ifPresent(found::add);
      }
      root.check();
    } catch (IOException e) {
      throw root.failure("listing uploads", e);
    }
    found.sort(Comparator.comparing(StagedUpload::target).thenComparing(StagedUpload::handle));
    return List.copyOf(found.subList(0, Math.min(found.size(), query.limit())));
  }

  /// Removes what no upload can go on with: files of another boot, and keys beside no file.
  void clear() throws IOException {
    for (String name : Disk.names(root.temp())) {
      if (names.isStale(name)) {
        Files.deleteIfExists(root.temp().resolve(name));
      }
    }
  }

  private StorageException unknown(StagedUpload upload) {
    root.check();
    return StagedNames.unknown(upload);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
