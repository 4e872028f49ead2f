package dev.pop.core.pro;

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
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The credentials that apt has for archives: {@code auth.conf} and, beside it, {@code auth.conf.d}
 * with the ending {@code .conf} or none. Of several entries that fit an archive, the one with the
 * longest path wins, then the first.
 *
 * @see <a href="https://manpages.debian.org/apt_auth.conf">apt_auth.conf(5)</a>
 */
public final class AptCredentials {
  private static final int MAX_BYTES = 1024 * 1024;

  /** apt's own files may be readable for a group. */
  private static final int WIDEST_MODE = 0640;

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

  private record Entry(AuthPlace place, Credentials credentials) {}

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
    for (AuthBlock block : AuthBlock.split(SecretFile.readText(file, MAX_BYTES))) {
      String login = block.valueOf("login");
      String password = block.valueOf("password");
      if (login != null && password != null) {
        block
            .location()
            .flatMap(AuthPlace::parse)
            .map(place -> new Entry(place, new Credentials(login, Secret.of(password))))
            .ifPresent(entries::add);
      }
    }
    SecretFile.exposure(file, WIDEST_MODE).ifPresent(exposures::add);
  }

  /** What apt would send to {@code archive}. */
  public Optional<Credentials> of(ArchiveUrl archive) {
    Optional<Entry> best = Optional.empty();
    for (Entry entry : entries) {
      if (entry.place.covers(archive)
          && best.map(it -> it.place.path().length() < entry.place.path().length()).orElse(true)) {
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
