package dev.pop.core.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one process at a time holds on a file. It ends with the process, however that ends,
 * so a lock file left behind by a crash locks nothing out.
 *
 * <p>It is the {@code flock(2)} that the Perl apt-mirror takes, so that both programs exclude each
 * other; Java's own file locks are of another kind, which that program does not see. {@code
 * flock(1)} of util-linux takes it, and a child process holds it whose input ends with this
 * process: in a run with nothing to do that is a tenth cheaper than to load native code. Where that
 * program is missing, as in a container with a Java runtime alone, the system is called.
 */
public final class ProcessLock implements Closeable {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final int REFUSED = 9;
  private static final int REPLACED = 8;

  /**
   * Takes the lock on {@code $1} and holds it until the input ends. A holder that was killed lets
   * go a moment after its parent, hence the second try. The Perl program removes the file when it
   * ends: a lock on a file that is no longer there would exclude nobody.
   */
  private static final String HOLD =
      "trap '' INT HUP TERM QUIT; umask 077; exec 3>>\"$1\" || exit 1\n"
          + "flock -x -n 3 || { [ $? = 1 ] || exit 1; sleep 0.3; flock -x -n 3; } || exit "
          + REFUSED
          + "\n[ \"$1\" -ef /proc/self/fd/3 ] || exit "
          + REPLACED
          + "\necho held; exec cat";

  private static final boolean HAS_PROGRAM =
      Files.isExecutable(Path.of("/bin/sh")) && isOn(System.getenv("PATH"), "flock");

  /** What this process holds; asking the system would take longer. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final Closeable holder;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ProcessLock(Path file, Closeable holder) {
    this.file = file;
    this.holder = holder;
  }

  /**
   * Takes the lock, making {@code file} when it is missing.
   *
   * @return empty when another process, or another part of this one, holds it
   * @throws IOException if the file cannot be opened for writing, or there is no way to lock it
   */
  public static Optional<ProcessLock> tryAcquire(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      throw new IOException(file + " is a symbolic link; remove it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + " is not a regular file; remove it");
    }
    Path absolute = file.toAbsolutePath();
    Path real = absolute.resolveSibling(".").toRealPath().resolve(absolute.getFileName());
    if (!HELD.add(real)) {
      return Optional.empty();
    }
    Optional<ProcessLock> acquired = Optional.empty();
    try {
      close(real);
      acquired = acquire(real).map(holder -> new ProcessLock(real, holder));
    } finally {
      if (acquired.isEmpty()) {
        HELD.remove(real);
      }
    }
    return acquired;
  }

  /** Whether the shell finds the program there. */
  static boolean isOn(@Nullable String searchPath, String program) {
    for (String directory : Splitter.on(':').split(searchPath == null ? "" : searchPath)) {
      if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Closeable> acquire(Path file) throws IOException {
    try {
      return HAS_PROGRAM ? acquireByProgram(file) : acquireByCall(file);
    } catch (LinkageError e) {
      throw new IOException(
          file + " cannot be locked: flock(1) is missing, and native code cannot be loaded", e);
    }
  }

  /** For tests as well. */
  static Optional<Closeable> acquireByCall(Path file) throws IOException {
    while (true) {
      create(file);
      Descriptor open = Descriptor.ofFile(file);
      boolean locked = false;
      try {
        if (!open.tryLock()) {
          return Optional.empty();
        }
        if (open.isStillThere()) { // the Perl program removes the file when it ends
          locked = true;
          return Optional.of(open);
        }
      } finally {
        if (!locked) {
          open.close();
        }
      }
    }
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (FileAlreadyExistsException e) {
      return;
    }
  }

  private static Optional<Closeable> acquireByProgram(Path file) throws IOException {
    while (true) {
      Process holder =
          TokenFreeProcess.of(List.of("/bin/sh", "-c", HOLD, "sh", file.toString()))
              .redirectErrorStream(true)
              .start();
      byte[] first = holder.getInputStream().readNBytes("held\n".length());
      if (new String(first, UTF_8).equals("held\n")) {
        return Optional.of(() -> end(holder));
      }
      String output =
          new String(first, UTF_8) + new String(holder.getInputStream().readAllBytes(), UTF_8);
      holder.getOutputStream().close();
      switch (exitCode(holder)) {
        case REFUSED -> {
          return Optional.empty();
        }
        case REPLACED -> {} // the other program has just ended
        default -> throw new IOException(file + " cannot be locked: " + output.strip());
      }
    }
  }

  private static void end(Process holder) throws IOException {
    holder.getOutputStream().close();
    // Its output ends before it lets the lock go; unlike waitFor, no interrupt ends this.
    holder.onExit().join();
  }

  /** Whoever can open the file can lock it, also who may only read it. */
  private static void close(Path file) throws IOException {
    try {
      if (!Files.getPosixFilePermissions(file).equals(PRIVATE)) {
        Files.setPosixFilePermissions(file, PRIVATE);
      }
    } catch (FileSystemException e) {
      return; // it is not there yet, or another user's, who decides on that
    }
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a lock", e);
    }
  }

  /**
   * Gives the lock up. The file stays: removing it could free a lock that another has just taken.
   */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      holder.close();
    } finally {
      HELD.remove(file);
    }
  }
}
