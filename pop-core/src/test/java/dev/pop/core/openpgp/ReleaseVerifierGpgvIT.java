package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signatures that the real gpg made, as the verifier, the real gpgv and the real apt judge them.
 */
class ReleaseVerifierGpgvIT {
  @TempDir private static Path home;
  private static GpgHome gpg;
  private static List<ReleaseCase> cases;
  private static RealJudges judges;

  @BeforeAll
  static void makeCases() throws Exception {
    gpg = new GpgHome(home.resolve("gpg"));
    KeyCases.generate(gpg);
    CaseBook book = new CaseBook(gpg, home.resolve("keyrings"));
    TextCases.addTo(book);
    SignatureCases.addTo(book);
    KeyCases.addTo(book);
    cases = book.cases();
    judges = new RealJudges(home.resolve("judges"));
  }

  @AfterAll
  static void stopAgent() throws Exception {
    gpg.stop();
  }

  @Test
  void verifier_givesEachCaseItsOutcome() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> ours = new TreeMap<>();
    for (ReleaseCase release : cases) {
      expected.put(release.name(), release.expected());
      ours.put(release.name(), release.ours());
    }

    assertThat(ours).hasSameSizeAs(cases).containsExactlyEntriesOf(expected);
  }

  @Test
  void gpgv_agreesExceptWhereListed() throws Exception {
    Set<String> trusted = new TreeSet<>();
    for (ReleaseCase release : cases) {
      if (judges.gpgv(release)) {
        trusted.add(release.name());
      }
    }

    assertThat(differing(trusted)).isEqualTo(new TreeSet<>(Differences.toGpgv().keySet()));
  }

  @Test
  void apt_agreesExceptWhereListed() throws Exception {
    Set<String> trusted = judges.apt(cases);

    assertThat(differing(trusted)).isEqualTo(new TreeSet<>(Differences.toApt().keySet()));
  }

  @Test
  void differences_sayWhichSideIsStricter() {
    Map<String, String> outcomes =
        cases.stream().collect(Collectors.toMap(ReleaseCase::name, ReleaseCase::expected));

    for (Entry<String, String> difference : Differences.toApt().entrySet()) {
      assertThat("good".equals(outcomes.get(difference.getKey())))
          .as("%s: %s", difference.getKey(), difference.getValue())
          .isEqualTo(!difference.getValue().startsWith("stricter"));
    }
  }

  private static Set<String> differing(Set<String> trusted) {
    return cases.stream()
        .filter(release -> release.expected().equals("good") != trusted.contains(release.name()))
        .map(ReleaseCase::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
