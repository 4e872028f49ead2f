package dev.pop.mirror.sync;

import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Closes to others what the Perl program leaves in {@code var_path}: its URL lists and wget's logs
 * have the credentials of the list in them. It writes with the umask of its caller, which the
 * mirror needs to be an open one.
 */
final class VarSecrets {
  private static final String NAMES = "{NEW,*-urls.*,*-log.*}";

  private final boolean any;
  private final MirrorLayout layout;

  VarSecrets(MirrorList list, MirrorLayout layout) {
    this.any = list.suites().stream().anyMatch(suite -> suite.archive().credentials().isPresent());
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

  /** Closes the files, which others can get at when the directory is opened again. */
  void closeFiles() throws IOException {
    if (!any) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.varPath(), NAMES)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
      }
    }
  }
}
