package dev.pop.core;

import java.nio.file.Path;

/**
 * Where the files of one PoP lie below its pop directory. It only names them; nothing is created.
 *
 * @param popDir the directory that holds everything, {@code /var/lib/pop} unless told otherwise
 */
public record PopPaths(Path popDir) {

  /** The directory that the command line uses when none is given. */
  public static final Path DEFAULT_POP_DIR = Path.of("/var/lib/pop");

  /** The mirror list: {@code etc/mirror.list}. */
  public Path mirrorList() {
    return popDir.resolve("etc").resolve("mirror.list");
  }
}
