package dev.pop.mirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of settings in the documents are complete. */
class MigrationDocumentTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");

  private static List<String> keys() {
    return Arrays.stream(Setting.values()).map(Setting::key).toList();
  }

  @Test
  void migration_hasARowForEverySettingAndNoOther() throws IOException {
    String document = Files.readString(Path.of("../docs/migration.md"));

    assertThat(ROW.matcher(document).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(keys());
  }

  @Test
  void mirrorListDocument_namesEverySetting() throws IOException {
    String document = Files.readString(Path.of("../docs/mirror-list.md"));

    assertThat(keys()).allMatch(key -> document.contains("`" + key + "`"));
  }
}
