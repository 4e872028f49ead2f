package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.mirror.repository.ListCorpus.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every list reads as the Perl program reads it, or is refused with a line number. */
class ListCorpusTest {
  static List<Sample> samples() throws IOException {
    return ListCorpus.samples();
  }

  @Test
  void corpus_isLargeAndWhole() throws IOException {
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(samples().stream().map(Sample::name))
        .containsExactlyInAnyOrderElementsOf(ListCorpus.names());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void list_readsAsExpected(Sample sample) throws Exception {
    ParsedList parsed = new MirrorListParser(ListFiles.of(sample.file()), Strictness.SHOW).read();
    PerlParser perl = PerlParser.read(sample.file());

    if (sample.verdict().startsWith("fault ")) {
      assertThat(parsed.faults()).isNotEmpty();
      assertThat("fault " + parsed.faults().get(0).position().line())
          .as("%s", parsed.faults())
          .isEqualTo(sample.verdict());
      return;
    }
    assertThat(parsed.faults()).isEmpty();
    if (sample.verdict().equals("equal")) {
      assertThat(perl.diesAt).isZero();
      assertThat(ours(parsed)).isEqualTo(theirs(perl));
    } else {
      assertThat(sample.verdict()).startsWith("differs ");
      assertThat(perl.diesAt > 0 || !ours(parsed).equals(theirs(perl))).isTrue();
    }
  }

  private static SortedSet<String> ours(ParsedList parsed) {
    SortedSet<String> all = new TreeSet<>();
    for (ParsedList.Line line : parsed.lines()) {
      for (Suite suite : line.suites()) {
        suite
            .wanted()
            .components()
            .forEach(
                (component, wanted) -> {
                  String what =
                      place(suite.archive().address()) + " " + suite.name() + " " + component;
                  wanted.architectures().forEach(arch -> all.add("deb " + arch + " " + what));
                  if (wanted.sources()) {
                    all.add("deb-src " + what);
                  }
                });
      }
    }
    MirrorSettings settings = parsed.list().settings();
    all.add("mirror_path " + settings.mirrorPath());
    all.add("skel_path " + settings.skelPath());
    all.add("var_path " + settings.varPath());
    all.add("cleanscript " + settings.cleanScript());
    all.add("nthreads " + settings.threads());
    all.add("_contents " + settings.contents());
    parsed.list().cleanPaths().forEach(path -> all.add("clean " + path));
    parsed.list().skipCleanPaths().forEach(path -> all.add("skip-clean " + path));
    return all;
  }

  private static SortedSet<String> theirs(PerlParser perl) throws FormatException {
    SortedSet<String> all = new TreeSet<>();
    for (String line : perl.lines) {
      List<String> words = Splitter.on(' ').splitToList(line);
      if (line.startsWith("deb")) {
        int url = line.startsWith("deb-src") ? 1 : 2;
        String what = String.join(" ", words.subList(0, url));
        List<String> components = words.subList(url + 2, words.size());
        for (String component : components.isEmpty() ? List.of("") : components) {
          String suite = suite(words.get(url + 1), components.isEmpty());
          all.add(what + " " + place(words.get(url)) + " " + suite + " " + component);
        }
      } else {
        all.add(line);
      }
    }
    for (String key : List.of("mirror_path", "skel_path", "var_path", "cleanscript")) {
      all.add(key + " " + Path.of(perl.variable(key)).normalize());
    }
    all.add("nthreads " + perl.variable("nthreads"));
    all.add("_contents " + perl.variable("_contents").equals("1"));
    return all;
  }

  /** The program joins URL and suite with slashes, and takes {@code .} and doubled slashes out. */
  private static String suite(String written, boolean flat) {
    if (!flat) {
      return written;
    }
    String slashed = written.endsWith("/") ? written : written + "/";
    return slashed.length() > 2 && slashed.startsWith("./") ? slashed.substring(2) : slashed;
  }

  private static String place(String url) {
    try {
      return place(ArchiveUrl.parse(url));
    } catch (FormatException e) {
      return url;
    }
  }

  private static String place(ArchiveUrl url) {
    return url.location() + url.credentials().map(c -> " of " + c.user()).orElse("");
  }
}
