package dev.pop.mirror.sync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Plural;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.mirror.plan.ReleaseSet;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import dev.pop.mirror.store.NeededFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clean script that another program left with a mirror that is adopted: which of its files
 * clients need. It is read and never run.
 */
final class ForeignCleanScript {
  private static final Pattern REMOVAL = Pattern.compile("\\s*rm -f '(.*)'\\s*");
  private static final int NAMED = 3;

  private final MirrorList list;
  private final Path mirror;
  private final Map<Repository, NeededFiles> needed = new HashMap<>();
  private final Map<Repository, Set<String>> signed = new HashMap<>();

  private ForeignCleanScript(MirrorList list, MirrorStore store, Instant now) throws IOException {
    this.list = list;
    this.mirror = store.layout().mirrorPath();
    for (Repository repository : list.repositories()) {
      Optional<NeededFiles> files = store.state().neededFiles(repository, now);
      if (files.isPresent()) {
        needed.put(repository, files.get());
        Set<String> names = new HashSet<>();
        for (Suite suite : repository.suites()) {
          ReleaseSet.NAMES.forEach(name -> names.add(suite.resolve(name)));
        }
        signed.put(repository, names);
      }
    }
  }

  /**
   * Looks through the script, if there is one, and warns of what it would have done.
   *
   * @return how many of the published files it would have removed
   */
  static long countNeeded(MirrorList list, MirrorStore store, Instant now, MirrorEvents events)
      throws IOException {
    Path script = list.settings().cleanScript();
    if (!Files.isRegularFile(script, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    ForeignCleanScript old = new ForeignCleanScript(list, store, now);
    List<String> some = new ArrayList<>();
    long count = 0;
    try (BufferedReader lines = Files.newBufferedReader(script, ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher removal = REMOVAL.matcher(line);
        if (removal.matches() && old.isNeeded(name(removal.group(1)))) {
          count++;
          if (some.size() < NAMED) {
            some.add(ArchiveUrl.redact(name(removal.group(1))));
          }
        }
      }
    }
    if (count > 0) {
      events.warning(
          "the previous clean script, "
              + script
              + ", would have removed "
              + Plural.count(count, "file")
              + " that clients need, such as "
              + String.join(", ", some));
    }
    return count;
  }

  /** The name without the shell's quoting: its bytes are those of the file's name. */
  private static String name(String quoted) {
    return new String(quoted.replace("'\\''", "'").getBytes(ISO_8859_1), UTF_8);
  }

  private boolean isNeeded(String name) {
    Path file;
    try {
      file = mirror.resolve(name).normalize();
    } catch (InvalidPathException e) {
      return false; // then no published file has that name
    }
    if (!file.startsWith(mirror)) {
      return false;
    }
    String path = mirror.relativize(file).toString();
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false; // it has removed that already, or nobody missed it
    }
    return list.repositories().stream().anyMatch(repository -> isNeeded(repository, path));
  }

  private boolean isNeeded(Repository repository, String path) {
    NeededFiles files = needed.get(repository);
    if (files == null || !path.startsWith(repository.diskPath() + "/")) {
      return false;
    }
    String own = path.substring(repository.diskPath().length() + 1);
    return files.contains(own) || signed.getOrDefault(repository, Set.of()).contains(own);
  }
}
