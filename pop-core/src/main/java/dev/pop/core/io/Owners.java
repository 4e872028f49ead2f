package dev.pop.core.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Who else on this machine can put something in the place of a file. */
public final class Owners {
  private static final int ROOT = 0;
  private static final int GROUP_WRITES = 020;
  private static final int OTHERS_WRITE = 002;
  private static final int STICKY = 01000;
  private static final Path MYSELF = Path.of("/proc/self");

  private Owners() {}

  /** Whether this process is root's. */
  public static boolean isRoot() throws IOException {
    return uid(MYSELF) == ROOT;
  }

  /** Whether a file, or a symbolic link itself, is root's or this user's. */
  public static boolean isOfRootOrMine(Path file) throws IOException {
    int owner = uid(file);
    return owner == ROOT || owner == uid(MYSELF);
  }

  /** Whether others than the owner of a file can write it. */
  public static boolean isWritableByOthers(Path file) throws IOException {
    return (mode(file) & (GROUP_WRITES | OTHERS_WRITE)) != 0;
  }

  /**
   * Whether this user may make another name for a file, as {@code fs.protected_hardlinks} allows it
   * (proc_sys_fs(5)): root, its owner, and whoever may read and write it.
   */
  public static boolean mayLink(Path file) throws IOException {
    return isRoot()
        || uid(file) == uid(MYSELF)
        || (Files.isReadable(file) && Files.isWritable(file));
  }

  /**
   * Refuses to follow a symbolic link that another user made, who chooses what is written to. Links
   * of root and of this user are followed.
   *
   * @throws FileSystemException if it is such a link
   */
  static void refuseForeignLink(Path link) throws IOException {
    if (!isOfRootOrMine(link)) {
      throw new FileSystemException(
          link.toString(), null, "is a symbolic link of another user; remove it");
    }
  }

  /**
   * Opens the way for a file that is appended to in place.
   *
   * @throws FileSystemException if it is a link of another user, a pipe or a directory, or has
   *     names in other places of which one may be somebody else's file
   */
  public static void requireAppendable(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      refuseForeignLink(file);
    }
    if (!Files.exists(file)) {
      return;
    }
    int type = (int) Files.getAttribute(file, "unix:mode") & 0170000;
    if (type == 0010000) {
      throw new FileSystemException(file.toString(), null, "is a pipe; name a file");
    }
    Path directory = file.toAbsolutePath().getParent();
    if (type == 0100000
        && directory != null
        && (mode(directory) & OTHERS_WRITE) != 0
        && (int) Files.getAttribute(file, "unix:nlink") > 1) {
      throw new FileSystemException(
          file.toString(), null, "has another name elsewhere, in a directory that is open to all");
    }
  }

  /**
   * What to tell when somebody else can change {@code file} or put another in its place, which root
   * must not act by. The file may be missing.
   */
  public static Optional<String> changeableByOthers(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    for (Path each : directory == null ? new Path[] {file} : new Path[] {file, directory}) {
      if (!Files.exists(each)) {
        continue;
      }
      int mode = mode(each);
      boolean shared =
          (mode & OTHERS_WRITE) != 0
              || ((mode & GROUP_WRITES) != 0 && (int) Files.getAttribute(each, "unix:gid") != ROOT);
      if (shared && (mode & STICKY) == 0) {
        return Optional.of(
            String.format(
                "%s can be changed by other users (mode %04o), and root acts by it; run: chmod go-w"
                    + " %s",
                each, mode & 07777, ShellWord.of(each.toString())));
      }
    }
    return Optional.empty();
  }

  private static int mode(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:mode");
  }

  private static int uid(Path file) throws IOException {
    return (int)
        (file.equals(MYSELF)
            ? Files.getAttribute(file, "unix:uid")
            : Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }
}
