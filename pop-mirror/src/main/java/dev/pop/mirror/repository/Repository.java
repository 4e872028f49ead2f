package dev.pop.mirror.repository;

import java.util.List;

/**
 * One archive as the mirror holds it: the suites that share a directory and a pool.
 *
 * @param diskPath where it lies below {@code mirror_path}, such as {@code
 *     archive.ubuntu.com/ubuntu}
 * @param suites in the order of the list; at least one
 * @param tilde whether {@code ~} in the names of pool files is {@code %7E} on disk
 */
public record Repository(String diskPath, List<Suite> suites, boolean tilde) {
  private static final String TILDE = "~";
  private static final String ESCAPED = "%7E";

  public Repository {
    suites = List.copyOf(suites);
  }

  /** An archive whose names are kept as they are. */
  public Repository(String diskPath, List<Suite> suites) {
    this(diskPath, suites, false);
  }

  /** Under which name a path of the archive, or of a host, lies on disk. */
  public static String onDisk(String path, boolean tilde) {
    return tilde ? path.replace(TILDE, ESCAPED) : path;
  }

  /** Under which path the archive has a file that lies on disk as {@code name}. */
  public String upstream(String name) {
    return tilde ? name.replace(ESCAPED, TILDE) : name;
  }

  /**
   * What the list wants of one of the suites, as a text that differs exactly when a sync would
   * leave other files in the mirror.
   */
  public String selection(Suite suite) {
    return suite.selection() + (tilde ? " with " + ESCAPED : "");
  }
}
