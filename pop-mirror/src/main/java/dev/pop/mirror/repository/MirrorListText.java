package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.openpgp.SignedBy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a list as a text, and reads that back before it is given away: what it does not say is
 * found whatever the reason. One object writes one list.
 */
final class MirrorListText {
  private final MirrorList list;
  private final Diagnostics diagnostics;
  private final List<String> lines = new ArrayList<>();

  MirrorListText(MirrorList list) {
    this.list = list;
    this.diagnostics = new Diagnostics(SourcePosition.whole(list.origin()));
  }

  /**
   * The text.
   *
   * @throws MirrorListException for what no text can say; each is named
   */
  String write() throws MirrorListException {
    SettingLines settings = new SettingLines(list.settings(), diagnostics);
    settings.write(lines);
    list.repositories().forEach(repository -> archive(repository, settings.trust()));
    places();
    list.cleanPaths().forEach(path -> lines.add(ArchiveOptions.CLEAN + " " + url(path)));
    list.skipCleanPaths().forEach(path -> lines.add(ArchiveOptions.SKIP_CLEAN + " " + url(path)));
    list.ignoredErrors()
        .paths()
        .forEach(
            (archive, path) ->
                lines.add(ArchiveOptions.IGNORE_ERRORS + " " + url(archive) + " " + ignored(path)));
    list.settings().transport().http().http1Only().stream()
        .sorted()
        .forEach(location -> lines.add(ArchiveOptions.HTTP2_DISABLE + " " + location));
    refuseFaulty();
    String text = String.join("\n", lines) + "\n";
    compare(MirrorList.parse(text, "the text of " + list.origin(), Strictness.SHOW));
    refuseFaulty();
    return text;
  }

  private void refuseFaulty() throws MirrorListException {
    if (!diagnostics.faults().isEmpty()) {
      throw new MirrorListException(diagnostics.faults());
    }
  }

  /** One rule holds for an archive; suites for which there is none are named as trusted. */
  private void archive(Repository repository, TrustPolicy usual) {
    GpgVerify rule =
        repository.suites().stream()
            .map(suite -> suite.trust().verify())
            .max(Comparator.naturalOrder())
            .orElse(usual.verify());
    for (Suite suite : repository.suites()) {
      lines.addAll(
          suite.sourceLines(suite.archive().address().reveal(), options(suite, usual, rule)));
    }
    if (rule != usual.verify()) {
      lines.add(
          ArchiveOptions.GPG_VERIFY
              + " "
              + repository.archive().location()
              + " "
              + rule.name().toLowerCase(Locale.ROOT));
    }
  }

  private String options(Suite suite, TrustPolicy usual, GpgVerify rule) {
    TrustPolicy trust = suite.trust();
    List<String> options = new ArrayList<>();
    if (suite.wanted().byHash() != ByHash.WHERE_OFFERED) {
      options.add(ByHash.OPTION + "=" + suite.wanted().byHash().option());
    }
    if (trust.key().isPresent()) {
      diagnostics.faultOfList(
          suite + ": a key in ASCII armor cannot be written in a line; name a keyring with it");
    } else if (!trust.signedBy().equals(SignedBy.ANY)) {
      options.add(TrustPolicy.SIGNED_BY + "=" + signers(trust.signedBy()));
    }
    if (trust.verify() == GpgVerify.OFF && rule != GpgVerify.OFF) {
      options.add(TrustPolicy.TRUSTED + "=yes");
    }
    option(TrustPolicy.CHECK_DATE, trust.checkDate(), usual.checkDate(), options);
    option(
        TrustPolicy.CHECK_VALID_UNTIL, trust.checkValidUntil(), usual.checkValidUntil(), options);
    option(
        TrustPolicy.CHECK_RELEASE_INFO,
        trust.checkReleaseInfo(),
        usual.checkReleaseInfo(),
        options);
    return String.join(" ", options);
  }

  private static void option(String name, boolean checked, boolean usual, List<String> options) {
    if (checked != usual) {
      options.add(name + "=" + (checked ? "yes" : "no"));
    }
  }

  private static String signers(SignedBy by) {
    return Stream.concat(
            by.keyrings().stream().map(Path::toString), by.fingerprints().stream().sorted())
        .collect(Collectors.joining(","));
  }

  /** The longest first: a line counts for the archives within its own, too. */
  private void places() {
    list.repositories().stream()
        .map(Repository::archive)
        .filter(archive -> !archive.id().equals(archive.address().diskPath()))
        .sorted(Comparator.comparing((Archive archive) -> archive.location().length()).reversed())
        .forEach(
            archive ->
                lines.add(
                    ArchiveOptions.MIRROR_PATH + " " + archive.location() + " " + archive.id()));
  }

  /** A blank would end a path, and a star at its end is cut off. */
  private static String ignored(String path) {
    String written = path.endsWith("*") ? path + "*" : path;
    return written.isEmpty() ? "/" : written.replace(" ", "%20");
  }

  /** How a line names what lies there below {@code mirror_path}. */
  private String url(String diskPath) {
    return list.repositories().stream()
        .map(Repository::archive)
        .filter(it -> diskPath.equals(it.id()) || diskPath.startsWith(it.id() + "/"))
        .findFirst()
        .map(it -> it.location() + diskPath.substring(it.id().length()))
        .orElse("http://" + diskPath);
  }

  private void compare(MirrorList read) {
    for (Setting setting : Setting.values()) {
      require(
          SettingTexts.of(setting, list.settings())
              .equals(SettingTexts.of(setting, read.settings())),
          "the value of '" + setting.key() + "'");
    }
    compare(list.settings().transport(), read.settings().transport());
    require(list.settings().keyrings().equals(read.settings().keyrings()), "copies of keyrings");
    for (int i = 0; i < list.suites().size(); i++) {
      Suite suite = list.suites().get(i);
      Optional<Suite> other = read.suites().stream().skip(i).findFirst();
      require(other.filter(it -> isSame(suite, it)).isPresent(), "all that is said of " + suite);
    }
    require(list.suites().size() == read.suites().size(), "so many suites");
    require(list.cleanPaths().equals(read.cleanPaths()), "what may be cleaned");
    require(list.skipCleanPaths().equals(read.skipCleanPaths()), "what is never cleaned");
    require(list.ignoredErrors().equals(read.ignoredErrors()), "which files may be missing");
  }

  private void compare(TransportOptions mine, TransportOptions read) {
    require(mine.timeouts().equals(read.timeouts()), "timeouts");
    require(mine.tls().equals(read.tls()), "the certificates and keys, which are in memory");
    require(
        mine.withTls(read.tls()).withTimeouts(read.timeouts()).equals(read),
        "all that is said of how files are fetched");
  }

  private static boolean isSame(Suite one, Suite two) {
    return new Suite(two.archive(), two.name(), two.wanted(), two.trust(), one.position())
        .equals(one);
  }

  private void require(boolean written, String what) {
    if (!written) {
      diagnostics.faultOfList("a text cannot say " + what);
    }
  }
}
