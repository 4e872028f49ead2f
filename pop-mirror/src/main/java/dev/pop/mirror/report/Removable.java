package dev.pop.mirror.report;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What lies in the mirror and nothing needs any more.
 *
 * @param bytes what removing it frees
 * @param files number of files
 * @param directories number of directories that hold nothing else
 * @param script the script that removes it; empty when the run removes it by itself
 */
public record Removable(long bytes, long files, long directories, Optional<Path> script) {
  public static final Removable NOTHING = new Removable(0, 0, 0, Optional.empty());
}
