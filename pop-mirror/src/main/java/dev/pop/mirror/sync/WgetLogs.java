package dev.pop.mirror.sync;

import com.google.common.collect.ImmutableSet;
import dev.pop.core.apt.ArchiveUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logs of the {@code wget} processes that fetch {@code Release} files and indices for the Perl
 * program. They alone tell whether upstream answered: the program itself goes on with what an
 * earlier run has left.
 */
final class WgetLogs {
  private static final String NAMES = "{release,index}-log.*";
  private static final Pattern REQUEST = Pattern.compile("--\\d{4}-[^ ]+ [^ ]+--  (\\S+)");
  private static final Pattern ANSWER =
      Pattern.compile(".* request sent, awaiting response\\.\\.\\. (\\d{3})\\b.*");

  private final Path varPath;

  WgetLogs(Path varPath) {
    this.varPath = varPath;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(varPath, NAMES)) {
      logs.forEach(files::add);
    }
    return files;
  }

  /** Removes the logs of earlier runs, so that they do not speak for the next. */
  void clear() throws IOException {
    for (Path log : files()) {
      Files.deleteIfExists(log);
    }
  }

  /** What upstream has or still has as it was, as URLs without credentials. */
  Set<String> answered() throws IOException {
    ImmutableSet.Builder<String> answered = ImmutableSet.builder();
    for (Path log : files()) {
      read(log, answered);
    }
    return answered.build();
  }

  private static void read(Path log, ImmutableSet.Builder<String> answered) throws IOException {
    // wget quotes server headers byte by byte, so the log need not be UTF-8
    try (BufferedReader in = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
      String url = "";
      boolean redirected = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Matcher request = REQUEST.matcher(line);
        Matcher answer = ANSWER.matcher(line);
        if (request.matches()) {
          url = redirected ? url : normal(request.group(1));
          redirected = false;
        } else if (line.startsWith("Location: ")) {
          redirected = true;
        } else if (answer.matches() && Set.of("200", "304").contains(answer.group(1))) {
          answered.add(url);
        }
      }
    }
  }

  /** A URL as it is compared: without credentials, a tilde as itself. */
  static String normal(String url) {
    return ArchiveUrl.withoutCredentials(url).replace("%7E", "~");
  }
}
