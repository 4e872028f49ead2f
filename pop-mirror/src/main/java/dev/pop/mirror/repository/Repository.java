package dev.pop.mirror.repository;

import java.util.List;

/**
 * One archive as the mirror holds it: the suites that share a directory and a pool.
 *
 * @param archive which one it is, and where its pool is fetched from
 * @param suites in the order of the list, each of an archive with this id
 * @param tilde whether {@code ~} is written {@code %7E} where files are listed
 */
public record Repository(Archive archive, List<Suite> suites, boolean tilde) {
  private static final String TILDE = "~";
  private static final String ESCAPED = "%7E";

  public Repository {
    suites = List.copyOf(suites);
  }

  /** An archive whose names are kept as they are. */
  public Repository(Archive archive, List<Suite> suites) {
    this(archive, suites, false);
  }

  /** The same archive, with the {@code Contents} indices of its suites or without. */
  Repository withContents(boolean contents) {
    return new Repository(
        archive, suites.stream().map(suite -> suite.withContents(contents)).toList(), tilde);
  }

  /** As {@link Archive#diskPath}. */
  public String diskPath() {
    return archive.diskPath();
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
