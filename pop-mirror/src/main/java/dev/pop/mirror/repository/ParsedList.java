package dev.pop.mirror.repository;

import com.google.common.collect.Sets;
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
record ParsedList(
    MirrorList list, List<ListLine> lines, Set<Setting> given, List<ListFault> faults) {
  ParsedList {
    lines = List.copyOf(lines);
    given = Sets.immutableEnumSet(given);
    faults = List.copyOf(faults);
  }
}
