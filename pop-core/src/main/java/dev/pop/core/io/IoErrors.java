package dev.pop.core.io;

import dev.pop.core.FailureKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Failures of the file system in words; their own message is often the bare path. */
public final class IoErrors {
  private IoErrors() {}

  /**
   * Why the local disk failed: {@link FailureKind#DISK_FULL}, {@link FailureKind#READ_ONLY}, {@link
   * FailureKind#NO_PERMISSION}, {@link FailureKind#DISK_FAILED}, or {@link FailureKind#OTHER} where
   * it is not the disk.
   */
  public static FailureKind kind(IOException e) {
    if (e instanceof AccessDeniedException) {
      return FailureKind.NO_PERMISSION;
    }
    String words =
        e instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : String.valueOf(e.getMessage());
    if (SystemError.NO_SPACE.isIn(words) || SystemError.QUOTA.isIn(words)) {
      return FailureKind.DISK_FULL;
    }
    if (SystemError.READ_ONLY.isIn(words)) {
      return FailureKind.READ_ONLY;
    }
    if (e instanceof FileNotFoundException && SystemError.PERMISSION_DENIED.isIn(words)) {
      return FailureKind.NO_PERMISSION;
    }
    return e instanceof FileSystemException || SystemError.INPUT_OUTPUT.isIn(words)
        ? FailureKind.DISK_FAILED
        : FailureKind.OTHER;
  }

  /** The file that the failure is about, if it tells, and what is wrong with it. */
  public static String describe(IOException e) {
    return e instanceof FileSystemException failure && failure.getFile() != null
        ? failure.getFile() + ": " + reason(e)
        : String.valueOf(e.getMessage());
  }

  /**
   * As {@link #describe}; where this user may not do what the owner may, with what to do about it.
   */
  public static String withRemedy(IOException e) {
    return describe(e)
        + (e instanceof AccessDeniedException denied
            ? owner(denied).map(owner -> remedy(denied, owner)).orElse("")
            : "");
  }

  private static String remedy(AccessDeniedException denied, String owner) {
    String me = System.getProperty("user.name", "");
    return owner.equals(me)
        ? ""
        : "; it belongs to "
            + owner
            + ": run this as "
            + owner
            + ", or as root: chown -R "
            + me
            + " "
            + ShellWord.of(String.valueOf(denied.getFile()));
  }

  /**
   * Whose the file is, or the directory that it is to be in; empty when that is not shown either.
   */
  private static Optional<String> owner(AccessDeniedException denied) {
    Path path = Path.of(denied.getFile()).toAbsolutePath();
    while (path != null) {
      try {
        return Optional.of(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName());
      } catch (IOException e) {
        path = path.getParent(); // it is not there, or what it lies in is closed
      }
    }
    return Optional.empty();
  }

  /** What is wrong alone, for a message that names the file already. */
  public static String reason(IOException e) {
    if (!(e instanceof FileSystemException failure)) {
      return String.valueOf(e.getMessage());
    }
    @Nullable String given = failure.getReason();
    if (given != null) {
      return given;
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "exists already, and is not what must be there";
    }
    if (e instanceof NotDirectoryException) {
      return "is not a directory";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "is a directory that is not empty";
    }
    if (e instanceof FileSystemLoopException) {
      return "symbolic links lead in a circle";
    }
    return "cannot be used";
  }
}
