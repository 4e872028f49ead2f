package dev.pop.mirror.repository;

import com.google.common.collect.Sets;
import dev.pop.core.Diagnostic;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.SourceLine;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

  /** Of a list whose lines are joined already: one line a suite. */
  static ParsedList of(MirrorList list) {
    List<Line> lines =
        list.repositories().stream()
            .flatMap(repository -> repository.suites().stream())
            .map(
                suite ->
                    new Line(
                        line(suite), suite.position(), suite.archive().address(), List.of(suite)))
            .toList();
    return new ParsedList(list, lines, EnumSet.noneOf(Setting.class), List.of());
  }

  private static SourceLine line(Suite suite) {
    return new SourceLine(
        !suite.wanted().architectures().isEmpty(),
        suite.wanted().sources(),
        List.copyOf(suite.wanted().architectures()),
        Map.of(),
        suite.archive().address(),
        List.of(suite.name()),
        suite.isFlat() ? List.of() : List.copyOf(suite.wanted().components().keySet()));
  }

  /**
   * The list, which has no faults.
   *
   * @throws MirrorListException if it has; every one is in it
   */
  MirrorList soundList() throws MirrorListException {
    if (!faults.isEmpty()) {
      throw new MirrorListException(faults);
    }
    return list;
  }
}
