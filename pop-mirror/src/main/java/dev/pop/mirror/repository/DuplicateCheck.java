package dev.pop.mirror.repository;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a list names more than once. */
final class DuplicateCheck {
  private record Wish(String directory, String component, String architecture) {}

  private final Findings findings;
  private final Map<Wish, Integer> firstLines = new HashMap<>();

  DuplicateCheck(Findings findings) {
    this.findings = findings;
  }

  /** Looks at the lines in the order of the list. */
  void check(List<ListLine> lines) {
    lines.forEach(this::check);
  }

  private void check(ListLine line) {
    Set<String> named = new HashSet<>();
    for (String component : line.source().components()) {
      if (!named.add(component)) {
        findings.fault(line.number(), "names the component " + component + " twice");
      }
    }
    Set<String> repeated = new LinkedHashSet<>();
    for (Suite suite : line.suites()) {
      suite
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
    repeated.forEach(what -> findings.fault(line.number(), "is a duplicate: it names " + what));
  }

  private void note(
      ListLine line, Suite suite, String component, String architecture, Set<String> repeated) {
    String directory = line.address().diskPath() + "/" + suite.directory();
    Integer first =
        firstLines.putIfAbsent(new Wish(directory, component, architecture), line.number());
    if (first != null) {
      repeated.add(
          (suite.name() + " " + component).strip()
              + " ["
              + architecture
              + "] again, "
              + (first == line.number()
                  ? "twice itself"
                  : "which " + findings.name(first, line.number()) + " names"));
    }
  }
}
