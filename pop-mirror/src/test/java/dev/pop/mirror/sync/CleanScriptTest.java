package dev.pop.mirror.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.core.io.ProcessLock;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanScriptTest {
  private static final List<String> ODD_NAMES =
      List.of(
          "plain.deb",
          "it's.deb",
          "''.deb",
          "two words.deb",
          " leading blank",
          "trailing blank ",
          "-rf",
          "--",
          "$HOME",
          "$(touch pwned)",
          "`touch pwned`",
          "a;touch pwned",
          "a&b|c>d<e",
          "*",
          "?",
          "[a-z]*",
          "~root",
          "#no comment",
          "back\\slash",
          "\"quoted\"",
          "@",
          "%s%n",
          "tab\there",
          "umlaut-\u00e4",
          "!history");

  @TempDir private Path directory;

  private record Outcome(int code, String output) {}

  private Path mirror() throws IOException {
    return Files.createDirectories(directory.resolve("it's the $mirror"));
  }

  private MirrorLayout layout(Path mirror) throws IOException {
    MirrorLayout layout =
        new MirrorLayout(mirror, directory.resolve("skel"), directory.resolve("it's the $var"));
    Files.createDirectories(layout.edition().resolveSibling("."));
    return layout;
  }

  private void write(Path script, Path mirror, ObsoleteFiles surplus) throws IOException {
    Files.writeString(layout(mirror).edition(), "7\n");
    CleanScript.write(script, layout(mirror), "7", List.of(), surplus);
  }

  @Test
  void script_anotherProgramPublishedSince_removesNothing() throws Exception {
    Path mirror = mirror();
    Path script = directory.resolve("var").resolve("clean.sh");
    Files.writeString(mirror.resolve("a.deb"), "a");
    Path release = Files.writeString(mirror.resolve("In Release's"), "published");
    Files.writeString(layout(mirror).edition(), "7\n");
    CleanScript.write(
        script,
        layout(mirror),
        "7",
        List.of("In Release's"),
        new ObsoleteFiles(List.of("a.deb"), List.of(), 1, List.of()));
    Files.writeString(release, "another generation");

    Process shell =
        new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true).start();
    shell.getOutputStream().close();
    String output = new String(shell.getInputStream().readAllBytes(), UTF_8);

    assertThat(shell.waitFor()).isEqualTo(1);
    assertThat(output).contains("the mirror has changed since this script was written");
    assertThat(mirror.resolve("a.deb")).exists();
  }

  private Outcome run(ObsoleteFiles surplus) throws IOException, InterruptedException {
    Path script = directory.resolve("var").resolve("clean.sh");
    write(script, mirror(), surplus);
    assertThat(script).isExecutable();
    Process shell =
        new ProcessBuilder("/bin/sh", script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    shell.getOutputStream().close();
    String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(shell.waitFor(), output);
  }

  private Outcome runWith(String... environment) throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", directory.resolve("var/clean.sh").toString())
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true);
    for (String name : environment) {
      shell.environment().put(name, "1");
    }
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private void assertRefuses(String reason) throws IOException, InterruptedException {
    Outcome outcome = runWith();
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.output.lines()).containsExactly("clean.sh: " + reason);
    assertThat(mirror().resolve("a")).exists();
  }

  @Test
  void write_mirrorHasChangedSince_refuses() throws Exception {
    Files.writeString(mirror().resolve("a"), "x");
    write(
        directory.resolve("var/clean.sh"),
        mirror(),
        new ObsoleteFiles(List.of("a"), List.of(), 1, List.of()));
    String reason = "the mirror has changed since this script was written; nothing was removed";

    Files.writeString(layout(mirror()).edition(), "8\n");
    assertRefuses(reason);
    Files.delete(layout(mirror()).edition());
    assertRefuses(reason);

    Files.writeString(layout(mirror()).edition(), "7\n");
    assertThat(runWith().code).isZero();
    assertThat(mirror().resolve("a")).doesNotExist();
  }

  @Test
  void write_aRunIsAtWork_refusesUnlessTheRunItselfStartsIt() throws Exception {
    Files.writeString(mirror().resolve("a"), "x");
    write(
        directory.resolve("var/clean.sh"),
        mirror(),
        new ObsoleteFiles(List.of("a"), List.of(), 1, List.of()));

    try (ProcessLock held = ProcessLock.tryAcquire(layout(mirror()).lock()).orElseThrow()) {
      assertThat(held).isNotNull();
      assertRefuses("another run works on this mirror; nothing was removed");
      assertThat(runWith(CleanScript.LOCK_IS_HELD).code).isZero();
    }
    assertThat(mirror().resolve("a")).doesNotExist();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(mirror())) {
      return files
          .filter(file -> !file.equals(directory.resolve("it's the $mirror")))
          .map(file -> directory.resolve("it's the $mirror").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void write_oddNames_areRemovedAndNothingElse() throws Exception {
    List<String> names = new ArrayList<>(ODD_NAMES);
    for (String name : ODD_NAMES) {
      names.add("host/" + name + "/" + name);
    }
    for (String name : names) {
      Path file = mirror().resolve(name);
      if (name.startsWith("host/")) {
        Files.createDirectories(mirror().resolve(name.substring(0, name.lastIndexOf('/'))));
      }
      Files.writeString(file, "x");
    }
    Files.writeString(mirror().resolve("kept.deb"), "x");
    Files.createDirectories(mirror().resolve("host/kept"));
    List<String> directories = ODD_NAMES.stream().map(name -> "host/" + name).toList();

    Outcome outcome = run(new ObsoleteFiles(names, directories, 1536, List.of()));

    assertThat(outcome.code).as(outcome.output).isZero();
    assertThat(outcome.output)
        .startsWith("Removing 50 unnecessary files [1.5 KiB]...\n")
        .contains("Removing 25 unnecessary directories...\n")
        .endsWith("done.\n\n");
    assertThat(left()).containsExactly("host", "host/kept", "kept.deb");
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @Test
  void write_manyFiles_tellsHowFarItIs() throws Exception {
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "f" + i).toList();

    Outcome outcome = run(new ObsoleteFiles(names, List.of(), 0, List.of()));

    assertThat(outcome.code).isZero();
    assertThat(outcome.output).contains("[0%]", "[50%]").doesNotContain("[100%]");
    assertThat(outcome.output.chars().filter(c -> c == '.').count()).isGreaterThan(100);
  }

  @Test
  void write_whatIsGoneAlready_isNoFailure() throws Exception {
    Outcome outcome = run(new ObsoleteFiles(List.of("a", "b/c"), List.of("b"), 0, List.of()));

    assertThat(outcome.code).as(outcome.output).isZero();
  }

  @Test
  void write_nothing_removesNothing() throws Exception {
    Files.writeString(mirror().resolve("kept.deb"), "x");

    assertThat(run(new ObsoleteFiles(List.of(), List.of(), 0, List.of())).code).isZero();
    assertThat(left()).containsExactly("kept.deb");
  }

  @Test
  void write_directoryThatFilledSince_isKept() throws Exception {
    Files.createDirectories(mirror().resolve("a"));
    Files.writeString(mirror().resolve("a/new"), "x");

    Outcome outcome = run(new ObsoleteFiles(List.of(), List.of("a"), 0, List.of()));

    assertThat(outcome.code).isNotZero();
    assertThat(left()).containsExactly("a", "a/new");
  }

  @Test
  void write_mirrorThatIsGone_removesNothingElsewhere() throws Exception {
    Files.writeString(directory.resolve("a"), "x");
    Path script = directory.resolve("clean.sh");
    write(
        script,
        directory.resolve("nowhere"),
        new ObsoleteFiles(List.of("a"), List.of(), 0, List.of()));

    Process shell =
        new ProcessBuilder("/bin/sh", script.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(shell.getInputStream().readAllBytes()).isNotEmpty();
    assertThat(shell.waitFor()).isNotZero();
    assertThat(directory.resolve("a")).exists();
  }

  @Test
  void quote_isOneWordOfTheShell() throws Exception {
    String text = ODD_NAMES.stream().map(CleanScript::quote).collect(Collectors.joining(" "));
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "printf '%s\\n' " + text)
            .redirectErrorStream(true)
            .start();

    assertThat(new String(shell.getInputStream().readAllBytes(), UTF_8).lines())
        .containsExactlyElementsOf(ODD_NAMES);
    assertThat(shell.waitFor()).isZero();
  }
}
