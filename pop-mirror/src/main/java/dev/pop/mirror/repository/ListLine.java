package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.SourceLine;
import java.util.List;

/**
 * A source line of a list.
 *
 * @param source what it says
 * @param number its position, see {@link ListFiles}
 * @param address of its archive, with the credentials of {@code etc_netrc}
 * @param suites what it alone wants, in its order
 */
record ListLine(SourceLine source, int number, ArchiveUrl address, List<Suite> suites) {
  ListLine {
    suites = List.copyOf(suites);
  }
}
