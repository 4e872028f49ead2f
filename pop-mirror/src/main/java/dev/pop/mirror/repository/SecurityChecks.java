package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.PrivateHost;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.Owners;
import dev.pop.core.io.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a list may not be worked with for, though it can be read: its secrets would get out. */
final class SecurityChecks {
  /** Also in a comment or a faulty line a secret is one. */
  private static final Pattern SECRET =
      Pattern.compile("(?i)https?://[^\\s/]+@|(?m)^[ \\t]*set[ \\t]+proxy_password[ \\t]+\\S");

  /** The mode of a list that a group is meant to read. */
  private static final int WIDEST_MODE = 0640;

  private final Strictness use;
  private final Diagnostics diagnostics;

  SecurityChecks(Strictness use, Diagnostics diagnostics) {
    this.use = use;
    this.diagnostics = diagnostics;
  }

  /** Notes a file with secrets that others can read, which a line names. */
  void exposed(SourcePosition position, String reason) {
    if (use == Strictness.RUN) {
      diagnostics.fault(position, reason);
    } else {
      diagnostics.warn(position, reason);
    }
  }

  /**
   * Looks whether others can read secrets in the files of the list itself, and whether they can
   * change what root is about to act by.
   */
  void checkFiles(ListFiles files) {
    for (ListFiles.Part part : files.parts()) {
      part.file().ifPresent(file -> checkOwners(part, file));
      if (part.file().isPresent() && SECRET.matcher(part.text()).find()) {
        exposure(part)
            .ifPresent(
                reason -> {
                  if (use == Strictness.RUN) {
                    diagnostics.faultOfFile(part.origin(), reason);
                  } else {
                    diagnostics.warnOfFile(part.origin(), reason);
                  }
                });
      }
    }
  }

  private void checkOwners(ListFiles.Part part, Path file) {
    if (use == Strictness.SHOW) {
      return;
    }
    try {
      if (Owners.isRoot()) {
        Owners.changeableByOthers(file)
            .ifPresent(reason -> diagnostics.faultOfFile(part.origin(), reason));
      }
    } catch (IOException e) {
      diagnostics.faultOfFile(part.origin(), "cannot be looked at: " + IoErrors.reason(e));
    }
  }

  private static Optional<String> exposure(ListFiles.Part part) {
    try {
      return SecretFile.exposure(part.file().orElseThrow(), WIDEST_MODE);
    } catch (IOException e) {
      return Optional.of("cannot be looked at: " + IoErrors.reason(e));
    }
  }

  /** Looks at how the archive of a line is spoken to. */
  void checkTransport(ParsedList.Line line, TransportOptions transport) {
    ArchiveUrl url = line.address();
    if (use == Strictness.SHOW || !url.scheme().equals("http")) {
      return;
    }
    if (!transport.plainHttp().allowed()) {
      diagnostics.fault(line.position(), "is over plain HTTP, which 'set https_only' refuses");
    } else if (url.credentials().isPresent() && !transport.plainHttp().credentialsAnywhere()) {
      if (transport.proxies().http().isPresent()) {
        refuseCredentials(line, "by way of a proxy");
      } else if (!PrivateHost.isPrivate(url.host())) {
        refuseCredentials(line, "to the public host " + url.host());
      }
    }
  }

  private void refuseCredentials(ParsedList.Line line, String how) {
    diagnostics.fault(
        line.position(),
        "sends credentials over plain HTTP "
            + how
            + "; use https, or 'set allow_insecure_credentials 1'");
  }
}
