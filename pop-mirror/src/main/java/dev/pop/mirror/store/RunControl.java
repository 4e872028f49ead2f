package dev.pop.mirror.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.Owners;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is asked of the run at work: the content of {@code var_path/pop/control}, four lines of a
 * name and a value.
 *
 * @param run the run that it is for; any other ignores it
 * @param limit of the total rate in bytes a second; 0 is none, empty the one of the mirror list
 * @param paused whether transfers wait
 * @param cancelled whether the run is to end
 */
@Internal
public record RunControl(String run, OptionalLong limit, boolean paused, boolean cancelled) {
  private static final int MAX_BYTES = 1024;
  private static final String LIST = "list";

  /** Writes it for the run of a mirror. */
  public void write(MirrorLayout layout) throws IOException {
    String text =
        "run "
            + run
            + "\nlimit "
            + (limit.isPresent() ? String.valueOf(limit.getAsLong()) : LIST)
            + "\npaused "
            + paused
            + "\ncancelled "
            + cancelled
            + "\n";
    AtomicFile.replaceQuickly(layout.runControl(), AtomicFile.Mode.PRIVATE, text);
  }

  /** Withdraws what was asked of a run that is over. */
  public static void withdraw(MirrorLayout layout) throws IOException {
    Files.deleteIfExists(layout.runControl());
  }

  /** What is asked of a run, when nobody has asked anything of it. */
  public static RunControl none(String run) {
    return new RunControl(run, OptionalLong.empty(), false, false);
  }

  /**
   * What is asked of {@code run}.
   *
   * @throws FormatException if the file is malformed or too long, a symbolic link, or may be
   *     another user's word: of another owner than this user and root, or writable for others
   * @throws IOException if it cannot be read
   */
  public static RunControl read(MirrorLayout layout, String run) throws IOException {
    Path file = layout.runControl();
    try {
      requireTrusted(file); // before it is opened: a pipe would not answer
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new FormatException(file + " is ignored: it is too long");
        }
        RunControl control = parse(file, new String(bytes, UTF_8));
        return control.run.equals(run) ? control : none(run);
      }
    } catch (NoSuchFileException e) {
      return none(run);
    }
  }

  private static void requireTrusted(Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()
        || !Owners.isOfRootOrMine(file)
        || Owners.isWritableByOthers(file)) {
      throw new FormatException(
          file + " is ignored: it must be a file of this user that nobody else can write");
    }
  }

  private static RunControl parse(Path file, String text) throws FormatException {
    Map<String, String> lines = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              int blank = line.indexOf(' ');
              lines.put(line.substring(0, Math.max(0, blank)), line.substring(blank + 1));
            });
    String limit = lines.getOrDefault("limit", LIST);
    try {
      OptionalLong bytesPerSecond =
          limit.equals(LIST) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(limit));
      if (bytesPerSecond.orElse(0) < 0) {
        throw new NumberFormatException(limit);
      }
      return new RunControl(
          lines.getOrDefault("run", ""),
          bytesPerSecond,
          Boolean.parseBoolean(lines.get("paused")),
          Boolean.parseBoolean(lines.get("cancelled")));
    } catch (NumberFormatException e) {
      throw new FormatException(file + " is ignored: it is malformed", e);
    }
  }
}
