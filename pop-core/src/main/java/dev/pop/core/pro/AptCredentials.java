package dev.pop.core.pro;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.pop.core.Internal;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.io.SecretFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credentials that apt has for archives: {@code auth.conf} and, beside it, {@code auth.conf.d}
 * with the ending {@code .conf} or none. Of several entries that fit an archive, the one with the
 * longest path wins, then the first.
 *
 * @see <a href="https://manpages.debian.org/apt_auth.conf">apt_auth.conf(5)</a>
 */
@Internal
public final class AptCredentials {
  private static final int MAX_BYTES = 1024 * 1024;

  /** apt's own files may be readable for a group. */
  private static final int WIDEST_MODE = 0640;

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

  private static final Splitter WORDS =
      Splitter.on(CharMatcher.whitespace().or(CharMatcher.is('\uFEFF'))).omitEmptyStrings();

  private static final Pattern PLACE =
      Pattern.compile("(?:([a-z+]+)://)?(\\[[0-9A-Fa-f:.]+]|[^/:\\[]+)(?::([0-9]{1,5}))?(/.*)?");

  /**
   * What is sent where: {@code [scheme://]host[:port][/path]}. Without a scheme it holds over TLS
   * only, without a port for every port.
   *
   * @param path as written; empty for all
   */
  private record Entry(
      String scheme, String host, Optional<Integer> port, String path, Credentials credentials) {
    /** Empty if {@code place} is malformed. */
    static Optional<Entry> of(String place, Credentials credentials) {
      Matcher form = PLACE.matcher(place);
      if (!form.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new Entry(
              form.group(1) == null ? "https" : form.group(1),
              form.group(2).toLowerCase(Locale.ROOT),
              Optional.ofNullable(form.group(3)).map(Integer::valueOf),
              form.group(4) == null ? "" : form.group(4),
              credentials));
    }

    /**
     * Whether the credentials are for everything in {@code archive}. A path is a beginning, as for
     * apt: that of {@code /deb} is for {@code /debian} too.
     */
    boolean covers(ArchiveUrl archive) {
      return (archive.path() + "/").startsWith(path)
          && scheme.equals(archive.scheme())
          && host.equals(archive.host().toLowerCase(Locale.ROOT))
          && (port.isEmpty() || port.get() == archive.effectivePort());
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> exposures = new ArrayList<>();

  private AptCredentials() {}

  /**
   * Reads {@code file}, if it exists, and the directory of its name with {@code .d} at the end.
   *
   * @throws IOException if one of them cannot be read; the message shows nothing of its content
   */
  public static AptCredentials read(Path file) throws IOException {
    AptCredentials credentials = new AptCredentials();
    if (Files.exists(file)) {
      credentials.add(file);
    }
    Path directory = file.resolveSibling(file.getFileName() + ".d");
    if (Files.isDirectory(directory)) {
      List<Path> parts = new ArrayList<>();
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(directory, part -> isRead(part.getFileName().toString()))) {
        found.forEach(parts::add);
      }
      parts.sort(null);
      for (Path part : parts) {
        credentials.add(part);
      }
    }
    return credentials;
  }

  /** apt passes over other endings, such as those of editors and of dpkg, and hidden files. */
  private static boolean isRead(String name) {
    return PART.matcher(name).matches() && (name.indexOf('.') < 0 || name.endsWith(".conf"));
  }

  private void add(Path file) throws IOException {
    new Reader().read(SecretFile.readText(file, MAX_BYTES));
    SecretFile.exposure(file, WIDEST_MODE).ifPresent(exposures::add);
  }

  /**
   * Reads words, whatever lines they are on. An entry without a password has an empty one, and one
   * without a login is of no use.
   */
  private final class Reader {
    private static final Set<String> WITH_A_VALUE = Set.of("machine", "login", "password");

    private String place = "";
    private String login = "";
    private String password = "";
    private String keyword = "";

    void read(String text) {
      boolean inMacro = false;
      for (String line : Splitter.on('\n').split(text)) {
        inMacro &= !line.isBlank();
        if (!inMacro && !line.strip().startsWith("#")) {
          inMacro = readLine(line);
        }
      }
      end();
    }

    /** Tells whether a macro of netrc(5) begins. */
    private boolean readLine(String line) {
      for (String word : WORDS.split(line)) {
        if (word.equals("machine") && keyword.equals("password")) {
          keyword = ""; // whose value is missing
        }
        if (!keyword.isEmpty()) {
          value(word);
        } else if (word.startsWith("#")) {
          return false;
        } else if (word.equals("macdef")) {
          end();
          return true;
        } else {
          keyword(word);
        }
      }
      return false;
    }

    private void keyword(String word) {
      if (word.equals("machine") || word.equals("default")) {
        end();
      }
      if (WITH_A_VALUE.contains(word)) {
        keyword = word;
      }
    }

    private void value(String word) {
      switch (keyword) {
        case "machine" -> place = word;
        case "login" -> login = word;
        default -> password = word;
      }
      keyword = "";
    }

    private void end() {
      if (!place.isEmpty() && !login.isEmpty()) {
        Entry.of(place, new Credentials(login, Secret.of(password))).ifPresent(entries::add);
      }
      place = "";
      login = "";
      password = "";
      keyword = "";
    }
  }

  /** What apt would send to {@code archive}. */
  public Optional<Credentials> of(ArchiveUrl archive) {
    Optional<Entry> best = Optional.empty();
    for (Entry entry : entries) {
      if (entry.covers(archive)
          && best.map(it -> it.path.length() < entry.path.length()).orElse(true)) {
        best = Optional.of(entry);
      }
    }
    return best.map(Entry::credentials);
  }

  /** What to tell the owner about files that others can read: one sentence each. */
  public List<String> exposures() {
    return List.copyOf(exposures);
  }
}
