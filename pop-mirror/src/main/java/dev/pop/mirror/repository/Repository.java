package dev.pop.mirror.repository;

import java.util.List;

/**
 * One archive as the mirror holds it: the suites that share a directory and a pool.
 *
 * @param diskPath where it lies below {@code mirror_path}, such as {@code
 *     archive.ubuntu.com/ubuntu}
 * @param suites in the order of the list; at least one
 */
public record Repository(String diskPath, List<Suite> suites) {
  public Repository {
    suites = List.copyOf(suites);
  }
}
