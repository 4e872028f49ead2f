package dev.pop.core.http;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.io.WorldReadableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Where a body goes, and what becomes of the part that came when the rest does not. */
interface DownloadTarget {
  /** Number of bytes that are there and can be gone on with. */
  long size() throws IOException;

  /**
   * The value for {@code If-Range}: which version those bytes are of. Empty if another server than
   * that of {@code archive} sent them.
   */
  Optional<String> validator(ArchiveUrl archive);

  /** The file that holds them. */
  Path file();

  /**
   * Begins anew.
   *
   * @param version what the server says of what it will send
   * @return {@link #file}, empty and open to be written
   */
  FileChannel restart(Validators version) throws IOException;

  /** The bytes are wrong. */
  void discard() throws IOException;

  /** The body broke off. */
  void keep() throws IOException;

  /** A file that is there when its body is whole, and else is not. */
  static DownloadTarget wholeOnly(Path file) {
    return new DownloadTarget() {
      @Override
      public long size() {
        return 0;
      }

      @Override
      public Optional<String> validator(ArchiveUrl archive) {
        return Optional.empty();
      }

      @Override
      public Path file() {
        return file;
      }

      @Override
      public FileChannel restart(Validators version) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
          return WorldReadableFiles.createFile(file);
        }
        return FileChannel.open(
            file,
            LinkOption.NOFOLLOW_LINKS,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
      }

      @Override
      public void discard() throws IOException {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(file);
        }
      }

      @Override
      public void keep() throws IOException {
        discard();
      }
    };
  }
}
