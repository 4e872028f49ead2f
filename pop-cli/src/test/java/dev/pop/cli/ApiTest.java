package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Guards the boundary of the library: every public type is API, by docs/api.md, or marked. */
class ApiTest {
  private static final Path PAGE = Path.of("../docs/api.md");

  /** A small library in the test sources that breaks every rule. */
  private static final String BROKEN_ROOT = "dev.pop.broken.core.api";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("tests.jar"))
          .importPackages("dev.pop");

  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BROKEN_ROOT);

  private static ApiRules library() throws IOException {
    return new ApiRules(MAIN, ApiListing.parse(Files.readString(PAGE)));
  }

  private static ApiRules broken(String... rows) {
    String page = "## `" + BROKEN_ROOT + "`\n\n" + String.join("\n", rows);
    return new ApiRules(BROKEN, ApiListing.parse(page));
  }

  private static String row(String type) {
    return "| `" + type + "` | what it is |";
  }

  @Test
  void publicTypes_areListedOrMarked() throws IOException {
    assertThat(library().undecided()).isEmpty();
  }

  @Test
  void listedTypes_arePublicAndNotMarked() throws IOException {
    assertThat(library().mistaken()).isEmpty();
  }

  @Test
  void api_mentionsItselfAndTheJdkAlone() throws IOException {
    assertThat(library().leaks()).isEmpty();
  }

  @Test
  void api_isLookedAtWhole() throws IOException {
    ApiListing listing = ApiListing.parse(Files.readString(PAGE));

    assertThat(listing.types())
        .contains("dev.pop.core.Secret", "dev.pop.mirror.sync.MirrorSync")
        .allMatch(MAIN::contain);
  }

  @Test
  void undecidedType_isToldWhatItCanBe() {
    assertThat(broken(row("Listed")).undecided())
        .containsExactly(
            BROKEN_ROOT
                + ".Undecided is public: list it in docs/api.md, mark it @Internal or make it"
                + " package-private",
            BROKEN_ROOT
                + ".Undecided$Nested is public: list it in docs/api.md, mark it @Internal or make"
                + " it package-private");
  }

  @Test
  void listing_thatIsWrong_isNamed() {
    assertThat(broken(row("Gone"), row("Marked"), row("Listed")).mistaken())
        .containsExactly(
            BROKEN_ROOT + ".Gone is listed in docs/api.md and does not exist",
            BROKEN_ROOT + ".Marked is listed in docs/api.md and marked @Internal; choose one");
  }

  @Test
  void listing_ofTypeTwice_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> broken(row("Listed"), row("Listed")))
        .withMessageContaining("listed twice");
  }

  @Test
  void listing_withoutSentence_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> broken("| `Listed` | |"))
        .withMessageContaining("Listed");
  }

  @Test
  void leaks_areNamedByMemberAndType() {
    assertThat(broken(row("Listed")).leaks())
        .satisfiesExactly(
            leak -> assertThat(leak).contains(".Listed extends or implements", ".Marked"),
            leak -> assertThat(leak).contains(".Listed$Values.open() mentions", ".Undecided"),
            leak -> assertThat(leak).contains(".Listed.bound(", ".Undecided"),
            leak -> assertThat(leak).contains(".Listed.hidden() mentions", ".Listed$Refusal"),
            leak -> assertThat(leak).contains(".Listed.internal(", ".Marked$Nested"),
            leak -> assertThat(leak).contains(".Listed.library() mentions okhttp3.OkHttpClient"));
  }
}
