package dev.pop.mirror.sample;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Indices made of the paths in packages: {@code Contents-ARCH} and {@code Commands-ARCH}. */
final class FileLists {
  private FileLists() {}

  /** {@code Contents-ARCH}: a line for each path with the packages that have it. */
  static String contents(List<PooledDeb> debs) {
    SortedMap<String, SortedSet<String>> owners = new TreeMap<>();
    for (PooledDeb pooled : debs) {
      DebFile deb = pooled.deb();
      for (String path : deb.paths()) {
        owners.computeIfAbsent(path, p -> new TreeSet<>()).add(deb.section() + "/" + deb.name());
      }
    }
    StringBuilder text = new StringBuilder();
    owners.forEach(
        (path, names) -> text.append("%-55s %s\n".formatted(path, String.join(",", names))));
    return text.toString();
  }

  /** {@code Commands-ARCH}, which command-not-found reads. */
  static String commands(String suite, String component, String arch, List<PooledDeb> debs) {
    Stanza head = new Stanza().put("suite", suite).put("component", component).put("arch", arch);
    StringBuilder text = new StringBuilder(head.text());
    for (PooledDeb pooled : debs) {
      DebFile deb = pooled.deb();
      String commands =
          deb.paths().stream()
              .filter(path -> path.matches("(usr/)?s?bin/[^/]+"))
              .map(path -> path.substring(path.lastIndexOf('/') + 1))
              .sorted()
              .distinct()
              .collect(Collectors.joining(","));
      if (!commands.isEmpty()) {
        Stanza stanza = new Stanza().put("name", deb.name()).put("version", deb.version());
        text.append('\n').append(stanza.put("commands", commands).text());
      }
    }
    return text.toString();
  }
}
