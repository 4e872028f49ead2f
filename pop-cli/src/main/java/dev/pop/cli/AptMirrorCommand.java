package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.store.MirrorLockedException;
import dev.pop.mirror.sync.MirrorException;
import java.nio.file.Path;

/** {@code apt-mirror [FILE]}: the engine behind the Perl program's command line. */
@Parameters(commandDescription = "sync as the program apt-mirror: one optional FILE", hidden = true)
final class AptMirrorCommand implements Command {
  @Parameter(description = "[FILE]")
  Path file = Path.of("/etc/apt/mirror.list");

  @Override
  public int run(Session session)
      throws UsageException,
          MirrorListException,
          MirrorException,
          MirrorLockedException,
          InterruptedException {
    return new SyncCommand().run(session, MirrorList.read(file));
  }
}
