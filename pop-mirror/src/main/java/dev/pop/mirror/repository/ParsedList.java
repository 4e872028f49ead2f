package dev.pop.mirror.repository;

import com.google.common.collect.Sets;
import dev.pop.core.Diagnostic;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.SourceLine;
import java.util.List;
import java.util.Set;

/**
 * What could be read of a mirror list.
 *
 * @param list fit for use only without faults; with them, what the sound lines say
 * @param lines the sound source lines
 * @param given the settings that have a line of their own
 * @param faults by line
 */
record ParsedList(MirrorList list, List<Line> lines, Set<Setting> given, List<Diagnostic> faults) {
  /**
   * A source line.
   *
   * @param source what it says
   * @param address of its archive, with the credentials of {@code etc_netrc}
   * @param suites what it alone wants, in its order
   */
  record Line(SourceLine source, SourcePosition position, ArchiveUrl address, List<Suite> suites) {
    Line {
      suites = List.copyOf(suites);
    }
  }

  ParsedList {
    lines = List.copyOf(lines);
    given = Sets.immutableEnumSet(given);
    faults = List.copyOf(faults);
  }
}
