package dev.pop.mirror.repository;

import java.util.List;

/**
 * One archive as the mirror holds it: the suites that share a directory and a pool.
 *
 * @param diskPath where it lies below {@code mirror_path}, such as {@code
 *     archive.ubuntu.com/ubuntu}
 * @param suites in the order of the list; at least one
 * @param tilde whether {@code ~} is written {@code %7E} where files are listed
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

  /**
   * How a path or URL of the archive is written where files are listed. On disk a name is always as
   * the archive has it: web servers look for {@code ~} when a client asks for {@code %7E}, and
   * wget, by which the Perl program fetches, stores it so.
   */
  public String listed(String path) {
    return tilde ? path.replace(TILDE, ESCAPED) : path;
  }
}
