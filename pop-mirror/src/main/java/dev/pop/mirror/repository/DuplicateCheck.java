package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a list names more than once. */
final class DuplicateCheck {
  private record Wish(String directory, String component, String architecture) {}

  private final Diagnostics diagnostics;
  private final Map<Wish, SourcePosition> firstLines = new HashMap<>();

  DuplicateCheck(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Looks at the lines in the order of the list. */
  void check(List<ParsedList.Line> lines) {
    lines.forEach(this::check);
  }

  private void check(ParsedList.Line line) {
    Set<String> named = new HashSet<>();
    for (String component : line.source().components()) {
      if (!named.add(component)) {
        diagnostics.fault(line.position(), "names the component " + component + " twice");
      }
    }
    Set<String> repeated = new LinkedHashSet<>();
    for (Suite suite : line.suites()) {
      suite
          .wanted()
          .components()
          .forEach(
              (component, wanted) -> {
                for (String architecture : wanted.architectures()) {
                  note(line, suite, component, architecture, repeated);
                }
                if (wanted.sources()) {
                  note(line, suite, component, "source", repeated);
                }
              });
    }
    repeated.forEach(
        what -> diagnostics.fault(line.position(), "is a duplicate: it names " + what));
  }

  private void note(
      ParsedList.Line line,
      Suite suite,
      String component,
      String architecture,
      Set<String> repeated) {
    String directory = line.address().diskPath() + "/" + suite.directory();
    SourcePosition first =
        firstLines.putIfAbsent(new Wish(directory, component, architecture), line.position());
    if (first != null) {
      repeated.add(
          (suite.name() + " " + component).strip()
              + " ["
              + architecture
              + "] again, "
              + (first.equals(line.position())
                  ? "twice itself"
                  : "which " + first.seenFrom(line.position()) + " names"));
    }
  }
}
