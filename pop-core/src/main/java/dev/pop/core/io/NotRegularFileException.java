package dev.pop.core.io;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What a file should replace is a directory, a device, a pipe or a socket, and stays. */
public final class NotRegularFileException extends FileSystemException {
  @Serial private static final long serialVersionUID = 1;

  NotRegularFileException(Path file, boolean directory) {
    super(
        file.toString(),
        null,
        directory
            ? "is a directory, not a file"
            : "is not a regular file, and replacing a device or a pipe would destroy it");
  }
}
