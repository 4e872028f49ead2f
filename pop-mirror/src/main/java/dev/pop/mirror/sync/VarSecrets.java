package dev.pop.mirror.sync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pop.core.Plural;
import dev.pop.core.io.IoErrors;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Closes to others what the Perl program leaves in {@code var_path}: its URL lists and wget's logs
 * have the credentials of the list in them. It writes with the umask of its caller, which the
 * mirror needs to be an open one.
 */
final class VarSecrets {
  private static final String NAMES = "{NEW,*-urls.*,*-log.*}";

  /** In a URL, as the list had it. */
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s@:]*:[^/\\s@]+@");

  private static final Set<PosixFilePermission> OF_OTHERS =
      PosixFilePermissions.fromString("---rw-rw-");

  /** So many lines of NEW are read. */
  private static final int MOST_OF_NEW = 100;

  /** So many of the files are named. */
  private static final int NAMED = 3;

  private final boolean any;
  private final MirrorLayout layout;

  VarSecrets(MirrorList list, MirrorLayout layout) {
    this.any =
        list.suites().stream()
            .anyMatch(suite -> suite.archive().address().credentials().isPresent());
    this.layout = layout;
  }

  /**
   * Closes the directory, so that nothing in it can be read while it is written. One that the
   * mirror lies in has to stay open.
   */
  void closeDirectory() throws IOException {
    if (any && !layout.mirrorPath().startsWith(layout.varPath())) {
      Files.setPosixFilePermissions(layout.varPath(), PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * Closes the files that the Perl program left when it was the one that ran this list, if they
   * have credentials in them and others can read them.
   *
   * @param events hears which they are
   */
  static void closeLeft(MirrorLayout layout, MirrorEvents events) throws IOException {
    List<String> closed = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.varPath(), NAMES)) {
      for (Path file : files) {
        if (isOpen(file) && hasCredentials(file)) {
          close(file);
          closed.add(file.getFileName().toString());
        }
      }
    } catch (AccessDeniedException e) {
      events.warning("others may read credentials in it: " + IoErrors.withRemedy(e));
    }
    if (!closed.isEmpty()) {
      Collections.sort(closed);
      events.warning(
          Plural.count(closed.size(), "old file")
              + " of the Perl apt-mirror in "
              + layout.varPath()
              + " held credentials that others could read: "
              + String.join(", ", closed.subList(0, Math.min(NAMED, closed.size())))
              + (closed.size() > NAMED ? " and " + (closed.size() - NAMED) + " more" : "")
              + "; the mode is 0600 now; delete them if apt-mirror no longer runs here");
    }
  }

  private static boolean isOpen(Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.isRegularFile()
        && attributes.permissions().stream().anyMatch(OF_OTHERS::contains);
  }

  private static boolean hasCredentials(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, ISO_8859_1)) {
      // This program writes NEW as well, without credentials; the Perl one begins it with some.
      return (file.endsWith("NEW") ? lines.limit(MOST_OF_NEW) : lines)
          .anyMatch(line -> CREDENTIALS.matcher(line).find());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void close(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Closes the files, which others can get at when the directory is opened again. */
  void closeFiles() throws IOException {
    if (!any) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.varPath(), NAMES)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          close(file);
        }
      }
    }
  }
}
