package dev.pop.cli;

import static dev.pop.mirror.fixture.MirrorAssert.assertThatMirror;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.pop.core.io.Compression;
import dev.pop.mirror.fixture.Damage;
import dev.pop.mirror.fixture.Fault;
import dev.pop.mirror.fixture.MirrorFixture;
import dev.pop.mirror.fixture.Tree;
import dev.pop.mirror.sample.SuiteBuilder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An archive whose signatures are good and whose texts, sizes, bodies and headers attack, as a
 * whole run meets it: outside of the mirror nothing changes, what is published stays sound, and the
 * failure is named.
 */
@Timeout(120)
class EvilUpstreamTest {
  private static final String ZEROS = "0".repeat(64);
  private static final String HELLO = "pool/main/h/hello/hello_2.0_amd64.deb";
  private static final String PACKAGES = "main/binary-amd64/Packages";

  @TempDir Path directory;
  private MirrorFixture world;
  private Path list;
  private Tree published;

  /** What an upstream does before the second run. */
  @FunctionalInterface
  interface Tampering {
    void by(MirrorFixture world) throws Exception;
  }

  /**
   * An attack.
   *
   * @param exit the exit code of the run
   * @param words that one line on standard error has, all of them; none for a run that completes
   */
  record Attack(String name, Tampering tampering, int exit, List<String> words) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeEach
  void mirrorOnce() throws Exception {
    world = MirrorFixture.withJammy(directory);
    list = Files.createDirectories(directory.resolve("upstream/etc")).resolve("mirror.list");
    Files.writeString(
        list,
        world.listText("deb [arch=amd64,src] URL jammy main", "clean URL", "set gpg_verify off"));
    Path victims = Files.createDirectories(directory.resolve("upstream/victims/h/hello"));
    Files.writeString(victims.resolve("hello_2.0_amd64.deb"), "precious\n");
    Files.writeString(victims.resolve("passwd"), "root\n");
    Outcome.of("sync", "--mirror-list", list.toString()).exits(ExitCode.DONE);
    published = Tree.of(world.root());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  static Stream<Attack> attacks() {
    List<Attack> attacks = new ArrayList<>();
    releasePaths(attacks);
    packagesPaths(attacks);
    sizes(attacks);
    lengths(attacks);
    headers(attacks);
    return attacks.stream();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void sync_attacked_nothingOutsideChanges(Attack attack) throws Exception {
    world.replaceHello();
    attack.tampering().by(world);
    Map<String, String> before = Sandbox.listing(directory, world.base());

    Outcome outcome = Outcome.of("sync", "--mirror-list", list.toString(), "--log-level", "debug");

    assertThat(Sandbox.listing(directory, world.base())).isEqualTo(before);
    outcome.exits(attack.exit());
    assertThat(outcome.err().lines()).anySatisfy(line -> assertThat(line).contains(attack.words()));
    if (attack.exit() == ExitCode.DONE || attack.exit() == ExitCode.PARTIAL) {
      assertThatMirror(world).has(HELLO).lacks("pool/evil");
    } else {
      assertThat(Tree.of(world.root()).differencesFrom(published))
          .allMatch(line -> line.startsWith("not expected: pool/"));
    }
    assertThatMirror(world).hasNoTemporaryFiles().isSound(world.jammy());
  }

  private static void releasePaths(List<Attack> attacks) {
    for (Map.Entry<String, String> path : paths().entrySet()) {
      attacks.add(
          new Attack(
              "Release lists a path that " + path.getKey(),
              world -> {
                jammy(world).extraReleaseLine("SHA256:");
                jammy(world).extraReleaseLine(" " + ZEROS + " 5 " + path.getValue());
                world.archive().write();
              },
              ExitCode.DONE,
              List.of("passed over in Release: ", "path '")));
    }
  }

  private static void packagesPaths(List<Attack> attacks) {
    for (Map.Entry<String, String> path : paths().entrySet()) {
      boolean absolute = path.getKey().equals("is absolute"); // to clients, one of the archive
      attacks.add(
          absolute
              ? listing(path.getValue(), "ubuntu" + path.getValue() + ": 404")
              : stanza(
                  "Packages lists a path that " + path.getKey(),
                  "Filename: " + path.getValue() + "\nSize: 5\nSHA256: " + ZEROS + "\n",
                  ExitCode.DONE,
                  "passed over: ",
                  "path '"));
    }
    for (String own :
        List.of(
            "dists/jammy/InRelease",
            "dists/noble/Release",
            "dists/jammy/main/binary-amd64/Packages.gz",
            "dists/jammy/main/binary-amd64/by-hash/SHA256/" + ZEROS)) {
      attacks.add(
          stanza(
              "Packages lists as a package " + own,
              "Filename: " + own + "\nSize: 5\nSHA256: " + ZEROS + "\n",
              ExitCode.DONE,
              "passed over: ",
              "path '" + own + "' "));
    }
    for (String place : List.of("dists/jammy", "dists", "dists/jammy/main/binary-amd64")) {
      attacks.add(listing(place, "it lists " + place + ", which is where "));
    }
    for (String place : List.of("pool/main/h/hello", "pool/main/h/hello/hello_2.0_amd64.deb/x")) {
      attacks.add(listing(place, place + ": 404"));
    }
    attacks.add(
        stanza(
            "two stanzas with one path and different digests",
            "Filename: " + HELLO + "\nSize: 5\nSHA256: " + ZEROS + "\n",
            ExitCode.PARTIAL,
            HELLO + ": the suite lists it twice"));
  }

  private static Map<String, String> paths() {
    return ImmutableMap.of(
        "leaves", "../../../../evil",
        "leaves in the middle", "pool/../../../../../evil",
        "is absolute", "/tmp/evil",
        "has NUL", "pool/e\0vil",
        "has a control character", "pool/e\u001b[31mvil",
        "has a backslash", "pool\\..\\evil",
        "is one long name", "pool/" + "e".repeat(300),
        "is long", "pool/" + "evil/".repeat(500) + "x",
        "is the directory of ours", ".pop/partial/evil",
        "is a lock of ours", "pool/.pop-new");
  }

  private static void sizes(List<Attack> attacks) {
    for (String size : List.of("-1", "9223372036854775808", "99999999999999999999999", "1e3", "")) {
      attacks.add(
          stanza(
              "Packages gives the size '" + size + "'",
              "Filename: pool/evil\nSize: " + size + "\nSHA256: " + ZEROS + "\n",
              ExitCode.DONE,
              "passed over: ",
              "size"));
      attacks.add(
          new Attack(
              "Release gives the size '" + size + "'",
              world -> {
                jammy(world).extraReleaseLine("SHA256:");
                jammy(world).extraReleaseLine(" " + ZEROS + " " + size + " main/evil");
                world.archive().write();
              },
              ExitCode.DONE,
              List.of("passed over in Release: ")));
    }
    attacks.add(
        new Attack(
            "Release gives two sizes of one file",
            world -> {
              jammy(world).extraReleaseLine("SHA256:");
              jammy(world).extraReleaseLine(" " + ZEROS + " 5 " + PACKAGES);
              world.archive().write();
            },
            ExitCode.DONE,
            List.of("passed over in Release: ", "another size")));
    attacks.add(
        stanza(
            "the largest size that there is",
            "Filename: pool/evil\nSize: 9223372036854775807\nSHA256: " + ZEROS + "\n",
            ExitCode.DONE,
            "malformed size"));
  }

  private static void lengths(List<Attack> attacks) {
    attacks.add(
        stanza(
            "a stanza without end", "X: " + "long ".repeat(4 << 20) + "\n", "larger than 16 MiB"));
    attacks.add(
        new Attack(
            "a million lines in one field",
            world -> {
              jammy(world)
                  .extraStanza("main", "amd64", "\nPackage: evil\n" + " x\n".repeat(1_000_000));
              world.archive().write();
            },
            ExitCode.DONE,
            List.of("lacks Filename")));
    attacks.add(
        new Attack(
            "a million packages, of more bytes than can be counted",
            world -> {
              world
                  .archive()
                  .unsigned()
                  .acquireByHash(false)
                  .compressions(Compression.NONE)
                  .write();
              million(world.archive().root().resolve("dists/jammy/" + PACKAGES));
              world.relist("jammy", PACKAGES);
            },
            ExitCode.DISK_TOO_SMALL,
            List.of("not enough disk space")));
    attacks.add(release("a Release without end", "X: ", "long ", 14 << 20));
    attacks.add(release("a Release of one field", "X: ", "long ", 11 << 20));
    attacks.add(
        release("a Release of a million files", "SHA256:\n", " " + ZEROS + " 5 evil\n", 700_000));
    for (Compression form : Compression.values()) {
      if (form != Compression.NONE) {
        attacks.add(bomb(form, true, "bytes, but Release lists"));
        attacks.add(bomb(form, false, "bytes, but Release lists no such size"));
      }
    }
  }

  private static Attack bomb(Compression form, boolean plainListed, String words) {
    return new Attack(
        "a bomb packed as " + form + (plainListed ? "" : ", of a size that nobody lists"),
        world -> {
          world.archive().unsigned().acquireByHash(false).compressions(form);
          world.archive().plainListed(plainListed).write();
          world.relist("jammy", PACKAGES + form.extension(), Damage.bomb(form));
        },
        ExitCode.FAILED,
        List.of(PACKAGES + form.extension(), "it decodes to more than", words));
  }

  private static void headers(List<Attack> attacks) {
    for (String url :
        List.of("file:///etc/passwd", "http://127.0.0.1:1/evil", "gopher://x/", "\\")) {
      attacks.add(
          new Attack(
              "a redirect to " + url,
              world -> world.upstream().fault(Fault.redirect(url).on(".*/hello_2.*")),
              ExitCode.FAILED,
              List.of("hello_2.0_amd64.deb")));
    }
    attacks.add(
        new Attack(
            "a redirect to a file of other bytes",
            world ->
                world
                    .upstream()
                    .fault(
                        Fault.redirect(world.upstream().url("victims/passwd")).on(".*/hello_2.*")),
            ExitCode.FAILED,
            List.of("hello_2.0_amd64.deb")));
    attacks.add(header("Content-Disposition", "attachment; filename=\"../../../evil\"", true));
    for (String date :
        List.of("Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "x")) {
      attacks.add(header("Last-Modified", date, true));
    }
    attacks.add(header("ETag", "\"" + "e".repeat(10_000) + "\"", true));
    attacks.add(header("ETag", "\"" + "e".repeat(100_000) + "\"", false));
    attacks.add(header("Content-Encoding", "gzip", true));
    attacks.add(header("Content-Range", "bytes 5-9/3", true));
    for (String length :
        List.of("5", "99999999", "x", "-1", "", "9223372036854775808", "5, 99999999")) {
      attacks.add(header("Content-Length", length, false));
    }
  }

  private static Attack release(String name, String start, String unit, int times) {
    return new Attack(
        name,
        world -> {
          Path signed = world.archive().root().resolve("dists/jammy/InRelease");
          try (Writer text = Files.newBufferedWriter(signed)) {
            text.write("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + start);
            for (int i = 0; i < times; i++) {
              text.write(unit);
            }
          }
        },
        ExitCode.FAILED,
        List.of("dists/jammy/InRelease"));
  }

  private static Attack header(String name, String value, boolean harmless) {
    return new Attack(
        "the header " + name + ": " + (value.length() > 80 ? "(of " + value.length() + ")" : value),
        world ->
            world
                .upstream()
                .fault(Fault.headerMissing("X-None").withHeader(name, value).on(".*/hello_2.*deb")),
        harmless ? ExitCode.DONE : ExitCode.FAILED,
        List.of("hello_2.0_amd64.deb"));
  }

  private static Attack listing(String path, String word) {
    return new Attack(
        "Packages lists as a package " + path,
        world -> {
          String fields = "Filename: " + path + "\nSize: 5\nSHA256: " + ZEROS + "\n";
          jammy(world).extraStanza("main", "amd64", "\nPackage: evil\n" + fields);
          world.archive().write();
        },
        ExitCode.FAILED,
        List.of(word));
  }

  private static Attack stanza(String name, String fields, String... words) {
    List<String> said = new ArrayList<>(List.of(words));
    said.add(PACKAGES);
    return stanza(name, fields, ExitCode.FAILED, said.toArray(String[]::new));
  }

  private static Attack stanza(String name, String fields, int exit, String... words) {
    return new Attack(
        name,
        world -> {
          jammy(world).extraStanza("main", "amd64", "\nPackage: evil\n" + fields);
          world.archive().write();
        },
        exit,
        List.of(words));
  }

  private static SuiteBuilder jammy(MirrorFixture world) {
    return world.archive().suite("jammy");
  }

  /** So many that a hundred bytes for each would be felt. */
  private static void million(Path file) throws IOException {
    try (BufferedWriter text = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 1_000_000; i++) {
        text.write("Filename: p/" + i + "\nSize: 999999999999999\nSHA256: " + ZEROS + "\n\n");
      }
    }
  }
}
