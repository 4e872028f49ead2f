package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pop.core.Diagnostic;
import java.util.List;
import java.util.stream.Collectors;

/** Reading texts of lists, for tests. */
final class ParsedLists {
  /** A line that is as lines should be. */
  static final String DEB = "deb [arch=amd64] http://archive.example/ubuntu jammy main\n";

  private ParsedLists() {}

  /** Reads a list that must be without faults. */
  static MirrorList parse(String text) throws MirrorListException {
    return MirrorList.parse(text, "mirror.list");
  }

  /** The faults of a list that must have some, as they are printed. */
  static List<String> faults(String text) {
    MirrorListException e = catchThrowableOfType(MirrorListException.class, () -> parse(text));
    assertThat(e).as("parsing %s fails", text).isNotNull();
    assertThat(e).hasMessage(words(e.faults()).stream().collect(Collectors.joining("\n")));
    return words(e.faults());
  }

  /** The warnings of a list that must be without faults, as they are printed. */
  static List<String> warnings(String text) throws MirrorListException {
    return words(parse(text).warnings());
  }

  /** As they are printed. */
  static List<String> words(List<Diagnostic> faults) {
    return faults.stream().map(Diagnostic::toString).toList();
  }

  /** The suite of a list that names one. */
  static Suite onlySuite(String text) throws MirrorListException {
    List<Suite> suites = parse(text).suites();
    assertThat(suites).hasSize(1);
    return suites.get(0);
  }
}
