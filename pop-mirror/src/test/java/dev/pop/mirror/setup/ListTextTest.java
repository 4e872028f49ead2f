package dev.pop.mirror.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListTextTest {
  private static final String INFRA = "deb https://bearer:old@h/infra/ s main";
  private static final String APPS = "deb https://bearer:old@h/apps/ s main";
  private static final String BEFORE = made("2025", "/spool", "old", "infra", "apps");

  private static String made(String year, String base, String token, String... services) {
    StringBuilder text =
        new StringBuilder(
            """
            ##### config #####
            #
            # Created
            # %s-01-01T00:00:00.000000
            #
            set base_path    %s
            set nthreads     20
            #
            ##### end #####
            """
                .formatted(year, base));
    for (String service : services) {
      text.append("\ndeb https://bearer:" + token + "@h/" + service + "/ s main\n");
    }
    for (String service : services) {
      text.append("\nclean https://h/" + service + "/\n");
    }
    return text.toString();
  }

  private static String merged(String held, String made) {
    return ListText.merge(held, Optional.of(BEFORE), made).text();
  }

  @Test
  void merge_untouchedList_isTheMadeOne() {
    String made = made("2026", "/srv", "new", "infra", "apps");

    assertThat(ListText.merge(BEFORE, Optional.of(BEFORE), made))
        .isEqualTo(new ListText.Merged(made, 0));
  }

  @Test
  void merge_ownLinesAndComments_stayInTheirPlace() {
    String held =
        BEFORE
            .replace("set nthreads", "# our line is slow\nset limit_rate 1m\nset nthreads")
            .replace(APPS, APPS + "\n# ours\ndeb http://own/ stable main");

    ListText.Merged merged =
        ListText.merge(held, Optional.of(BEFORE), made("2026", "/spool", "new", "infra", "apps"));

    assertThat(merged.text()).isEqualTo(held.replace(":old@", ":new@").replace("# 2025", "# 2026"));
    assertThat(merged.ownLines()).isEqualTo(4);
  }

  @Test
  void merge_cleanAndSetLinesThatWereDeleted_stayDeleted() {
    String held =
        BEFORE.replace("\nclean https://h/infra/\n", "").replace("set nthreads     20\n", "");

    assertThat(merged(held, made("2025", "/spool", "old", "infra", "apps"))).isEqualTo(held);
  }

  @Test
  void merge_archiveThatWasDeleted_comesBack() {
    String held = BEFORE.replace("\n" + INFRA + "\n", "");

    assertThat(merged(held, BEFORE)).isEqualTo(BEFORE);
  }

  @Test
  void merge_archiveThatIsAComment_staysOne() {
    String held = BEFORE.replace(APPS, "# " + APPS);

    assertThat(merged(held, made("2025", "/spool", "new", "infra", "apps")))
        .isEqualTo(held.replace("# " + APPS, "#" + APPS).replace(":old@", ":new@"));
  }

  @Test
  void merge_valueOfASetting_theOwnersUnlessThisSetupChangesIt() {
    String held = BEFORE.replace("  20\n", "  40\n").replace("/spool", "/data");

    assertThat(merged(held, BEFORE)).isEqualTo(held);
    assertThat(merged(held, made("2025", "/srv", "old", "infra", "apps")))
        .isEqualTo(held.replace("/data", "/srv"));
  }

  @Test
  void merge_serviceGoesAndAnotherComes() {
    String made = made("2025", "/spool", "old", "infra", "fips");

    assertThat(merged(BEFORE, made)).isEqualTo(made);
  }

  @Test
  void merge_listOfTheOwner_keepsEveryLineOfIt() {
    String held = "set base_path /own\ndeb http://own/ s main\nclean http://own/\n";

    ListText.Merged merged = ListText.merge(held, Optional.empty(), BEFORE);

    assertThat(merged.ownLines()).isEqualTo(3);
    assertThat(merged.text().lines())
        .containsSubsequence(held.lines().toList())
        .contains(INFRA, APPS)
        .noneMatch(line -> line.contains("/spool"));
  }

  @Test
  void merge_signedBy_comesToOldLinesAndKeepsTheOwnersChoice(@TempDir Path directory)
      throws IOException {
    Path chosen = Files.createFile(directory.resolve("own.gpg"));
    String made = BEFORE.replace("deb https", "deb [signed-by=/keys/a.gpg] https");

    assertThat(merged(BEFORE, made)).isEqualTo(made);
    String held = BEFORE.replace("deb https", "deb [signed-by=" + chosen + "] https");
    assertThat(ListText.merge(held, Optional.of(made), made).text()).isEqualTo(held);
    Files.delete(chosen);
    assertThat(ListText.merge(held, Optional.of(made), made).text()).isEqualTo(made);
  }
}
