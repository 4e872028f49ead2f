package dev.pop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tool;
import dev.pop.mirror.fixture.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The packaged Perl program and ours, each with a mirror of its own of the same archive. As the
 * Perl program finds no indices on a host with a port, for it the archive has a name without one,
 * and the fixture's server stands in as the HTTP proxy that knows the name.
 */
final class TwoPrograms {
  static final String PERL = "/usr/bin/apt-mirror";
  private static final String HOST = "archive.pop.invalid";

  private final MirrorFixture world;
  private final Path perl;
  private final Path ours;
  private final String text;
  private String login = "";

  /** What a program left behind, in words that do not depend on which one it was. */
  record Result(int exitCode, List<String> facts, Tree tree, String output) {}

  /** A difference that is meant to be, by what its line looks like. */
  record Known(String regex, String reason) {}

  /**
   * @param text the lines of the mirror list, in which URL stands for the archive's
   */
  TwoPrograms(MirrorFixture world, String... text) throws IOException {
    this.world = world;
    this.text = String.join("\n", text) + "\n";
    this.perl = world.directory().resolve("perl");
    this.ours = world.directory().resolve("ours");
    for (Path base : List.of(perl, ours)) {
      Files.createDirectories(base.resolve("var"));
    }
  }

  /** Fills in LOGIN: the archive's URL with credentials, which the upstream then wants. */
  TwoPrograms withLogin(String user, String password) {
    world.upstream().requireBasic(user, password);
    login = user + ":" + password + "@";
    return this;
  }

  /** The directory of the archive in either mirror. */
  List<Path> roots() {
    return List.of(
        perl.resolve("mirror").resolve(HOST).resolve("ubuntu"),
        ours.resolve("mirror").resolve(world.diskPath()));
  }

  /** Puts a file into both mirrors. */
  void put(String path) throws IOException {
    for (Path root : roots()) {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), "old");
    }
  }

  /** Puts a post-mirror script beside both mirrors. */
  void postMirror(String script) throws IOException {
    Files.writeString(perl.resolve("var/postmirror.sh"), script);
    Files.writeString(ours.resolve("var/postmirror.sh"), script);
  }

  Path perlVar() {
    return perl.resolve("var");
  }

  Path ourVar() {
    return ours.resolve("var");
  }

  private Path list(Path base, String url, String more) throws IOException {
    Path file = base.resolveSibling(base.getFileName() + ".list");
    String lines = "set base_path " + base + "\nset nthreads 4\nset defaultarch amd64\n";
    Files.writeString(
        file,
        lines
            + more
            + text.replace("URL", url).replace("LOGIN", url.replace("://", "://" + login)));
    return file;
  }

  Path perlList() throws IOException {
    return list(
        perl,
        "http://" + HOST + "/ubuntu",
        "set use_proxy on\nset http_proxy " + world.upstream().url("/") + "\n");
  }

  Path ourList() throws IOException {
    return list(ours, world.url(), "set wipe_size_ratio 0\nset wipe_count_ratio 0\n");
  }

  Result runPerl() throws IOException, InterruptedException {
    Tool.Result result = Tool.in(world.directory()).run(List.of(PERL, perlList().toString()));
    return result(perl, roots().get(0), result.exitCode(), result.output());
  }

  Result runOurs() throws IOException {
    Outcome outcome = Outcome.of("apt-mirror", ourList().toString());
    return result(ours, roots().get(1), outcome.code(), outcome.out());
  }

  private Result result(Path base, Path root, int exitCode, String output) throws IOException {
    List<String> facts = new ArrayList<>();
    for (String name : List.of("ALL", "NEW", "MD5", "SHA1", "SHA256")) {
      Files.readAllLines(base.resolve("var").resolve(name)).stream()
          .map(line -> name + ": " + normal(line, base))
          .forEach(facts::add);
    }
    Files.readAllLines(base.resolve("var/clean.sh")).stream()
        .dropWhile(line -> !line.startsWith("cd ")) // ours looks first whether it is out of date
        .filter(line -> !line.matches("(echo -n|printf) .*"))
        .map(line -> "clean.sh: " + normal(line, base).replace("'./", "'"))
        .forEach(facts::add);
    output
        .lines()
        .map(line -> line.replaceAll("time: .*", "time: T").replaceAll("^\\[[0-9].*", "[...]"))
        .map(line -> "output: " + normal(line, base))
        .forEach(facts::add);
    return new Result(exitCode, facts, Tree.of(root), output);
  }

  private String normal(String line, Path base) {
    return line.replace(world.upstream().host() + ":" + world.upstream().port(), HOST)
        .replace(base.toString(), "BASE")
        .replaceAll("[0-9.]+ (bytes|KiB) (in [0-9]+ files)", "SIZE $2")
        .replaceAll("(unnecessary files) \\[[0-9.]+ (bytes|KiB)]", "$1 [SIZE]");
  }

  /**
   * Compares two results. Lines are compared as sets: the Perl program repeats what two lines of
   * the list want, and the order is that of its hash tables.
   */
  static void assertSame(Result perl, Result ours, List<Known> known) {
    List<String> differences = new ArrayList<>();
    ours.tree.differencesFrom(perl.tree).forEach(line -> differences.add("tree: " + line));
    TreeSet<String> onlyPerl = new TreeSet<>(perl.facts);
    onlyPerl.removeAll(ours.facts);
    onlyPerl.forEach(line -> differences.add("only Perl: " + line));
    TreeSet<String> onlyOurs = new TreeSet<>(ours.facts);
    onlyOurs.removeAll(perl.facts);
    onlyOurs.forEach(line -> differences.add("only ours: " + line));
    assertThat(
            differences.stream()
                .filter(line -> known.stream().noneMatch(it -> matches(it, line)))
                .toList())
        .as("differences without a reason; Perl printed: %s", perl.output)
        .isEmpty();
    assertThat(
            known.stream()
                .filter(it -> differences.stream().noneMatch(line -> matches(it, line)))
                .toList())
        .as("differences that no longer occur")
        .isEmpty();
  }

  private static boolean matches(Known known, String line) {
    return Pattern.matches(known.regex, line);
  }
}
