package dev.pop.mirror.repository;

import static dev.pop.mirror.repository.ParsedLists.DEB;
import static dev.pop.mirror.repository.ParsedLists.parse;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pop.core.Secret;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists written as a text, which is read as the same list. */
class MirrorListTextTest {
  private static final int LISTS = 200;
  private static final String NO_SCRIPT = "set run_postmirror 0\n";
  private static final String PRINT = "0123456789ABCDEF0123456789ABCDEF01234567";

  /** For every setting, one of these is another value than the default, and can be. */
  private static final List<String> VALUES =
      List.of(
          "0",
          "on",
          "1",
          "7",
          "0.5",
          "/else where",
          "ignore",
          "json",
          "bsdiff",
          "force",
          "1.001",
          "riscv64",
          "http://me:p%22%27@proxy.example:3128");

  @TempDir Path directory;

  /** All that a list says, without the places that it says it at. */
  private static List<Object> said(MirrorList list) {
    return List.of(
        list.settings(),
        list.repositories().stream().map(it -> List.of(it.archive(), it.tilde())).toList(),
        list.suites().stream()
            .map(
                it ->
                    new Suite(
                        it.archive(), it.name(), it.wanted(), it.trust(), SourcePosition.whole("")))
            .toList(),
        list.cleanPaths(),
        list.skipCleanPaths(),
        list.ignoredErrors());
  }

  private static void isReadAsTheSame(MirrorList list, String what) throws Exception {
    String text = list.toText();
    assertThat(said(parse(text))).as("%s, written as%n%s", what, text).isEqualTo(said(list));
  }

  private static void isShownAsTheSame(MirrorList list) throws Exception {
    MirrorList back = MirrorList.parse(list.toText(), "mirror.list", Strictness.SHOW);
    assertThat(said(back)).as(list.toText()).isEqualTo(said(list));
  }

  private static Optional<MirrorList> readable(String text) {
    try {
      return Optional.of(MirrorList.parse(text, "mirror.list", Strictness.SHOW));
    } catch (MirrorListException e) {
      return Optional.empty();
    }
  }

  @Test
  void list_withoutSettings_isItsLines() throws Exception {
    String text =
        """
        deb [arch=amd64] http://archive.example/ubuntu jammy main
        deb-src http://archive.example/ubuntu jammy main
        clean http://archive.example/ubuntu
        """;

    assertThat(parse("set defaultarch amd64\n" + NO_SCRIPT + text).toText())
        .isEqualTo(NO_SCRIPT + text);
  }

  @ParameterizedTest
  @EnumSource
  void setting_everyOne_hasAWayBack(Setting setting) throws Exception {
    HeldCertificate client = new HeldCertificate.Builder().commonName("mirror").build();
    Path pem = directory.resolve("client.pem");
    Files.writeString(pem, client.certificatePem() + client.privateKeyPkcs8Pem());
    List<MirrorList> lists = new ArrayList<>();
    for (String value : Stream.concat(VALUES.stream(), Stream.of(pem.toString())).toList()) {
      String set = "set " + setting.key() + " \"" + value + "\"\n";
      String with = setting == Setting.PRIVATE_KEY ? "set certificate " + pem + "\n" : "";
      String proxy = setting.key().contains("proxy") ? "set use_proxy 1\n" : "";
      String url = setting.key().startsWith("proxy_") ? "set http_proxy http://p:1\n" : "";
      String user = setting == Setting.PROXY_USER ? "set proxy_password x\n" : "set proxy_user x\n";
      String text = with + proxy + url + (url.isEmpty() ? "" : user) + set + DEB;
      for (String before : List.of("", NO_SCRIPT)) {
        readable(before + text).ifPresent(lists::add);
      }
    }

    assertThat(lists).as("lists with another value").isNotEmpty();
    for (MirrorList list : lists) {
      boolean lost =
          list.settings().atEnd().postMirror().isEmpty()
              && !(list.settings().transport().tls().authorities().isEmpty()
                  && list.settings().transport().tls().identity().isEmpty());
      if (lost) {
        assertThatThrownBy(list::toText).hasMessageContaining("certificates and keys");
      } else {
        isShownAsTheSame(list);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.pop.mirror.repository.ListCorpus#names")
  void list_thatPeopleWrite_isReadAsTheSame(String name) throws Exception {
    String text = Files.readString(ListCorpus.DIRECTORY.resolve(name + ".list"), ISO_8859_1);
    Optional<MirrorList> list = readable(text);
    if (list.isPresent()) {
      isShownAsTheSame(list.get());
    }
  }

  @Test
  void list_atRandom_isReadAsTheSame() throws Exception {
    for (int i = 0; i < LISTS; i++) {
      long seed = new Random().nextLong();
      MirrorList built;
      try {
        built = random(new Random(seed)).build();
      } catch (MirrorListException e) {
        throw new AssertionError("seed " + seed, e);
      }
      isReadAsTheSame(built, "seed " + seed);
      isReadAsTheSame(parse(built.toText()), "read, seed " + seed);
    }
  }

  private static MirrorListBuilder random(Random random) throws Exception {
    MirrorListBuilder list = MirrorList.builder().settings(settings(random));
    int archives = 1 + random.nextInt(4);
    for (int i = 0; i < archives; i++) {
      String url = "https://host" + i + ".example" + (i == 2 ? ":8080" : "") + "/ubuntu";
      boolean secret = random.nextBoolean();
      String place = random.nextInt(3) == 0 ? "moved/to" + i : "";
      int suites = 1 + random.nextInt(3);
      for (int j = 0; j < suites; j++) {
        ArchiveEntry entry = entry(random, i == 3 ? "file:///srv/archive" : url);
        if (secret && i != 3) {
          entry.credentials("me:", Secret.of("p @:/%'\"" + i));
        }
        list.archive(place.isEmpty() ? entry : entry.place(place));
      }
    }
    return list;
  }

  private static ArchiveEntry entry(Random random, String url) {
    ArchiveEntry entry = ArchiveEntry.at(url);
    if (random.nextInt(4) == 0) {
      entry.suites(random.nextBoolean() ? "flat/" : "./");
    } else {
      entry.suites(pick(random, "jammy", "jammy-updates", "noble/updates"), "focal");
      entry.components(pick(random, "main", "universe"), "restricted");
    }
    entry.architectures(pick(random, "amd64", "arm64"), "i386").sources(random.nextBoolean());
    List<Runnable> choices =
        List.of(
            () -> entry.architectures(),
            () -> entry.sources(true).binaries(false),
            () -> entry.byHash(pick(random, ByHash.values())),
            () -> entry.signedBy(Path.of("/keys/a.gpg"), Path.of("/keys/b.gpg")),
            () -> entry.signedByKeys(PRINT, PRINT.replace('0', 'A') + "!"),
            () -> entry.gpgVerify(pick(random, GpgVerify.values())),
            () -> entry.trusted(true),
            () -> entry.checkDate(random.nextBoolean()),
            () -> entry.checkValidUntil(random.nextBoolean()),
            () -> entry.checkReleaseInfo(random.nextBoolean()),
            entry::clean,
            () -> entry.skipClean("pool/kept", "extra%20one"),
            () -> entry.ignoreErrors("pool/a", "pool/b b", "c**"),
            () -> entry.ignoreErrors("/"),
            entry::http1Only);
    choices.forEach(choice -> sometimes(random, choice));
    return entry;
  }

  private static SettingsBuilder settings(Random random) throws Exception {
    SettingsBuilder settings = MirrorSettings.builder().defaultArchitecture("riscv64");
    ArchiveUrl proxy =
        ArchiveUrl.parse("http://u%20:p%22%27@proxy.example:" + (1 + number(random)));
    List<Runnable> choices =
        List.of(
            () -> settings.basePath(Path.of("/srv/b $ \"a'".replace("'", "") + number(random))),
            () -> settings.mirrorPath(Path.of("/m/it's" + number(random))),
            () -> settings.varPath(Path.of("/v@r/" + number(random))),
            () -> settings.threads(1 + number(random)),
            () -> settings.contents(random.nextBoolean()),
            () -> settings.ignoreOptionalIndices(random.nextBoolean()),
            () -> settings.limits(1 + number(random), random.nextLong(1L << 49)),
            () -> settings.rates(number(random), random.nextLong(1L << 49)),
            () -> settings.slowRate(1 + number(random), Duration.ofSeconds(1 + number(random))),
            () -> settings.retryDelay(Duration.ofMillis(random.nextInt(120_000))),
            () -> settings.resumePartialDownloads(random.nextBoolean()),
            () -> settings.userAgent("my agent/" + number(random)),
            () -> settings.httpProxy(proxy),
            () -> settings.verifyCertificates(random.nextBoolean()),
            () -> settings.gpgVerify(pick(random, GpgVerify.values())),
            () -> settings.checkDate(random.nextBoolean()),
            () -> settings.checkValidUntil(random.nextBoolean()),
            () -> settings.trustedKeys(Path.of("/k/one"), Path.of("/k/more")),
            () -> settings.keep(number(random), Duration.ofHours(number(random))),
            () -> settings.escapeTilde(random.nextBoolean()),
            () -> settings.wipeRatios(random.nextDouble(), random.nextDouble()),
            () -> settings.postMirror(Path.of("/script" + number(random))),
            settings::noPostMirror,
            () -> settings.logFile(Path.of("/log" + number(random))),
            () -> settings.logRotation(number(random), number(random), random.nextBoolean()),
            () -> settings.integrityRound(Duration.ofDays(1 + number(random))),
            () -> settings.metricsFile(Path.of("/metrics" + number(random))));
    choices.forEach(choice -> sometimes(random, choice));
    return settings;
  }

  private static void sometimes(Random random, Runnable choice) {
    if (random.nextInt(4) == 0) {
      choice.run();
    }
  }

  private static int number(Random random) {
    return random.nextInt(900);
  }

  @SafeVarargs
  private static <T> T pick(Random random, T... of) {
    return of[random.nextInt(of.length)];
  }

  @Test
  void whatNoLineSays_isRefusedByName() throws Exception {
    HeldCertificate authority = new HeldCertificate.Builder().build();
    refuses(
        MirrorSettings.builder().authorities(List.of(authority.certificate())),
        "the list in code: a text cannot say the certificates and keys, which are in memory");
    refuses(
        MirrorSettings.builder().timeouts(Duration.ofSeconds(1), Duration.ofSeconds(2)),
        "the list in code: a text cannot say timeouts");
    refuses(
        MirrorSettings.builder().basePath(Path.of("/srv/$home")),
        "'set base_path' cannot be written");
    assertThatThrownBy(parse(DEB).withKeyrings(Path.of("/copies"))::toText)
        .hasMessageContaining("copies of keyrings");
  }

  private static void refuses(SettingsBuilder settings, String reason) throws Exception {
    MirrorList list =
        MirrorList.builder()
            .settings(settings)
            .archive(
                ArchiveEntry.at("https://a.example/u")
                    .suites("jammy")
                    .components("main")
                    .architectures("amd64"))
            .build();

    assertThatThrownBy(list::toText)
        .isInstanceOf(MirrorListException.class)
        .hasMessageContaining(reason);
  }
}
