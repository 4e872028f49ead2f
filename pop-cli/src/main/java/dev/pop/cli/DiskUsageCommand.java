package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.Plural;
import dev.pop.mirror.estimator.DiskUsage;
import dev.pop.mirror.repository.MirrorListException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code pop disk-usage [PATH]}. */
@Parameters(commandDescription = "count bytes, files and directories of the mirror, or of PATH")
final class DiskUsageCommand implements Command {
  @Parameter(description = "[PATH]")
  List<String> paths = new ArrayList<>();

  @Override
  public int run(Session session) throws UsageException, MirrorListException, IOException {
    if (paths.size() > 1) {
      throw new UsageException("disk-usage takes one PATH, not " + paths.size());
    }
    Path directory =
        paths.isEmpty() ? session.list().settings().mirrorPath() : Path.of(paths.get(0));
    DiskUsage usage = DiskUsage.of(directory);
    session.result(
        usage,
        directory
            + ": "
            + usage.readable()
            + " in "
            + Plural.count(usage.totalFiles(), "file")
            + " and "
            + Plural.count(usage.totalDirectories(), "directory", "directories"));
    return ExitCode.DONE;
  }
}
