package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import dev.pop.core.PopPaths;
import dev.pop.core.io.NoSuchGroupException;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.MirrorListSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code pop create-mirror-list}. */
@Parameters(commandDescription = "write the mirror list for Pro services and standard archives")
final class CreateMirrorListCommand implements Command {
  /** Stands for stdout. */
  private static final String STDOUT = "-";

  @ParametersDelegate final ListOptions list = new ListOptions();

  @Parameter(
      names = "--output",
      placeholder = "FILE",
      description = "file to write, - for stdout (default: the mirror list)")
  @Nullable String output;

  @Parameter(
      names = "--group",
      placeholder = "GROUP",
      description = "give the file to this group, which may read it (mode 0640)")
  @Nullable String group;

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    PopPaths paths = new PopPaths(session.options().popDir);
    MirrorListSpec spec = list.spec(paths, session.surroundings().in());
    if (STDOUT.equals(output)) {
      if (session.options().json) {
        throw new UsageException(
            "--output - and --json exclude each other: both want standard output");
      }
      if (group != null) {
        throw new UsageException("--output - and --group exclude each other");
      }
      warn(session, spec);
      session.out().print(MirrorList.render(spec, session.clock()));
      return ExitCode.DONE;
    }
    Path file = output == null ? session.options().mirrorListFile() : Path.of(output);
    MirrorList created = create(spec, file);
    warn(session, spec);
    List<String> lines =
        created.suites().stream().flatMap(suite -> suite.sourceLines().stream()).toList();
    if (!spec.entitlements().isEmpty()) {
      session
          .log()
          .write(
              LogLevel.WARN,
              "perl_clean_trap",
              "if the Perl apt-mirror is to run this list, delete its clean lines first: its clean"
                  + " script removes 'dists' of every archive with credentials");
    }
    session.result(
        json -> json.put("mirror_list", file).put("included_repos", lines),
        file + " names\n  " + String.join("\n  ", lines));
    return ExitCode.DONE;
  }

  private MirrorList create(MirrorListSpec spec, Path file)
      throws UsageException, MirrorListException, IOException {
    try {
      return MirrorList.create(spec, file, Optional.ofNullable(group));
    } catch (NoSuchGroupException e) {
      throw new UsageException("--group: " + e.getMessage());
    }
  }

  private static void warn(Session session, MirrorListSpec spec) {
    spec.contractWarnings()
        .forEach(reason -> session.log().write(LogLevel.WARN, "contract", "contract: " + reason));
    spec.missingKeyrings()
        .forEach(reason -> session.log().write(LogLevel.WARN, "keyring_missing", reason));
  }
}
