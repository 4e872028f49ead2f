package dev.pop.mirror.repository;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Sets;
import dev.pop.core.Operation;
import dev.pop.core.PopException;
import dev.pop.core.SourcePosition;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.UbuntuSeries;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.io.IoErrors;
import dev.pop.core.pro.Contract;
import dev.pop.core.pro.ProTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for everything that is wrong with a mirror list, without asking any server: {@code
 * dev.pop.mirror.estimator.UpstreamProbe} does that. One object verifies one list.
 */
public final class MirrorListVerifier extends Operation<ListVerification> {
  /** What the Python program wants to find in every list; each has a default. */
  private static final List<Setting> EXPECTED =
      List.of(
          Setting.BASE_PATH, Setting.MIRROR_PATH, Setting.DEFAULTARCH, Setting.AUTH_NO_CHALLENGE);

  /** Those of Ubuntu and Debian, of today and yesterday. */
  private static final Set<String> KNOWN_ARCHITECTURES =
      Sets.union(
          Set.copyOf(UbuntuSeries.ARCHITECTURES),
          Set.of(
              "all", "armel", "loong64", "mips", "mips64el", "mipsel", "powerpc", "sparc", "ia64"));

  private final Optional<Path> file;
  private final Optional<MirrorList> list;
  private ProTokens tokens = ProTokens.NONE;
  private Optional<Contract> contract = Optional.empty();

  private MirrorListVerifier(Optional<Path> file, Optional<MirrorList> list) {
    this.file = file;
    this.list = list;
  }

  /** A verification of {@code file}, which need not exist. */
  public static MirrorListVerifier of(Path file) {
    return new MirrorListVerifier(Optional.of(requireNonNull(file, "file")), Optional.empty());
  }

  /**
   * A verification of a list that is there already, built in code or read. Nobody's files are
   * looked at but keyrings, and nothing is said of lines that the list has joined.
   */
  public static MirrorListVerifier of(MirrorList list) {
    return new MirrorListVerifier(Optional.empty(), Optional.of(requireNonNull(list, "list")));
  }

  /**
   * Whether {@code file} is a mirror list without faults. For the full answer see {@link #call}.
   *
   * @throws PopException if its mode cannot be read
   */
  public static boolean isValid(Path file) throws PopException {
    return of(file).call().isValid();
  }

  /** The tokens to hold those of the list against; none by default. */
  public MirrorListVerifier tokens(ProTokens known) {
    this.tokens = requireNonNull(known, "known");
    return this;
  }

  /** The contract whose directives win over the catalogue of services; none by default. */
  public MirrorListVerifier contract(Contract known) {
    this.contract = Optional.of(requireNonNull(known, "known"));
    return this;
  }

  @Override
  protected ListVerification work() throws IOException, InterruptedException {
    return list.isPresent() ? verify(list.get()) : verify(file.orElseThrow());
  }

  private ListVerification verify(MirrorList known) throws InterruptedException {
    Diagnostics diagnostics = new Diagnostics(SourcePosition.whole(known.origin()));
    ParsedList parsed = ParsedList.of(known);
    SecurityChecks security = new SecurityChecks(Strictness.RUN, diagnostics);
    parsed.lines().forEach(line -> security.checkTransport(line, known.settings().transport()));
    return verify(parsed, diagnostics);
  }

  private ListVerification verify(Path file) throws IOException, InterruptedException {
    ListFiles files;
    try {
      files = ListFiles.of(file);
    } catch (MirrorListException e) {
      return new ListVerification(
          file.toString(), e.faults(), List.of(), List.of(), List.of(), TransportOptions.DEFAULT);
    }
    Diagnostics diagnostics = new Diagnostics(files);
    ParsedList parsed = new MirrorListParser(files, Strictness.RUN).read();
    checkFiles(files, parsed, diagnostics);
    return verify(parsed, diagnostics);
  }

  private ListVerification verify(ParsedList parsed, Diagnostics diagnostics)
      throws InterruptedException {
    diagnostics.addAll(parsed);
    new DuplicateCheck(diagnostics).check(parsed.lines());
    ProLineCheck pro = new ProLineCheck(contract, tokens, diagnostics);
    KeyringCheck keyrings = new KeyringCheck(diagnostics);
    for (ParsedList.Line line : parsed.lines()) {
      checkInterrupt();
      checkArchitectures(line, diagnostics);
      keyrings.check(line);
      pro.check(line);
    }
    return new ListVerification(
        parsed.list().origin(),
        diagnostics.faults(),
        diagnostics.warnings(),
        diagnostics.notes(),
        parsed.list().repositories(),
        parsed.list().settings().transport());
  }

  @Override
  protected PopException failure(IOException e) {
    return new PopException(IoErrors.kind(e), IoErrors.withRemedy(e), e);
  }

  private static void checkFiles(ListFiles files, ParsedList parsed, Diagnostics diagnostics) {
    for (Setting setting : EXPECTED) {
      if (!parsed.given().contains(setting)) {
        diagnostics.note(
            "'set " + setting.key() + "' is not there; the default is " + setting.defaultValue());
      }
    }
    if (!files.mentionsArchive()) {
      diagnostics.faultOfList(ListAssembly.NO_ARCHIVE);
    }
  }

  private static void checkArchitectures(ParsedList.Line line, Diagnostics diagnostics) {
    for (String name : line.source().architectures()) {
      if (!KNOWN_ARCHITECTURES.contains(name)) {
        diagnostics.warn(
            line.position(), "names the unknown architecture " + Redacted.quoted(name));
      }
    }
  }
}
