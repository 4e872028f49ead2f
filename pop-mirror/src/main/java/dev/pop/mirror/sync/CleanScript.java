package dev.pop.mirror.sync;

import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.ByteSize;
import dev.pop.core.io.WorldReadableFiles;
import dev.pop.mirror.store.MirrorLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Writes the shell script that removes a {@link ObsoleteFiles}, in the form of the Perl program's.
 * Before anything else the script takes the mirror's lock, and refuses when something was published
 * after it was written.
 */
final class CleanScript {
  /** Set for a script that is started by somebody who holds the lock already. */
  static final String LOCK_IS_HELD = "POP_LOCK_IS_HELD";

  /** A sync needs {@code flock} too, so it is there. */
  private static final String CHECKS =
      """
      if test -z "$%s"; then
        exec 9>>%s
        if ! flock -x -n 9; then
          echo 'clean.sh: another run works on this mirror; nothing was removed' >&2
          exit 1
        fi
      fi
      if test "$(cat %s 2>&1)" != '%s' || test "$(cd %s && %s 2>&1)" != '%s'; then
        echo 'clean.sh: the mirror has changed since this script was written; nothing was removed' >&2
        exit 1
      fi
      """;

  private static final int FILES_PER_DOT = 10;
  private static final int FILES_PER_PERCENT = 500;

  private CleanScript() {}

  /**
   * Writes the script, executable.
   *
   * @param edition what {@link MirrorLayout#edition} must hold when the script runs
   * @param published files below {@code mirror_path} that must be as they are now: another program
   *     that publishes knows of no edition
   */
  static void write(
      Path script,
      MirrorLayout layout,
      String edition,
      List<String> published,
      ObsoleteFiles surplus)
      throws IOException {
    Path parent = script.toAbsolutePath().getParent();
    if (parent != null) {
      WorldReadableFiles.createDirectories(parent);
    }
    AtomicFile.replace(
        script,
        AtomicFile.Mode.EXECUTABLE,
        out -> {
          out.write(head(layout, edition, published, surplus).getBytes(StandardCharsets.UTF_8));
          removals(out, surplus.files(), "rm -f ", "");
          out.write(
              ("echo 'done.'\necho\n\necho 'Removing "
                      + surplus.directories().size()
                      + " unnecessary directories...'\n")
                  .getBytes(StandardCharsets.UTF_8));
          removals(out, surplus.directories(), "if test -d @; then rmdir ", "; fi");
          out.write("echo 'done.'\necho\n".getBytes(StandardCharsets.UTF_8));
        });
  }

  private static String head(
      MirrorLayout layout, String edition, List<String> published, ObsoleteFiles surplus)
      throws IOException {
    return "#!/bin/sh\nset -e\n\n"
        + CHECKS.formatted(
            LOCK_IS_HELD,
            quote(layout.lock().toString()),
            quote(layout.edition().toString()),
            edition,
            quote(layout.mirrorPath().toString()),
            show(published),
            shown(layout.mirrorPath(), published))
        + "\ncd "
        + quote(layout.mirrorPath().toString())
        + "\n\necho 'Removing "
        + surplus.files().size()
        + " unnecessary files ["
        + ByteSize.aptMirror(surplus.bytes())
        + "]...'\n";
  }

  /** The command that shows sizes and times of files. */
  private static String show(List<String> files) {
    return files.isEmpty()
        ? "true"
        : "stat -c '%s %Y' -- "
            + files.stream().map(CleanScript::quote).collect(Collectors.joining(" "));
  }

  /** What {@link #show} prints of the files as they are now. */
  private static String shown(Path mirror, List<String> files) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : files) {
      Path file = mirror.resolve(name);
      lines
          .append(lines.isEmpty() ? "" : "\n")
          .append(Files.size(file))
          .append(' ')
          .append(Files.getLastModifiedTime(file).to(TimeUnit.SECONDS));
    }
    return lines.toString();
  }

  private static void removals(
      java.io.OutputStream out, List<String> names, String before, String after)
      throws IOException {
    for (int i = 0; i < names.size(); i++) {
      StringBuilder lines = new StringBuilder();
      String name = quote("./" + names.get(i));
      lines.append(before.replace("@", name)).append(name).append(after).append('\n');
      if (i % FILES_PER_PERCENT == 0) {
        lines.append("printf %s '[").append(100L * i / names.size()).append("%]'\n");
      }
      if (i % FILES_PER_DOT == 0) {
        lines.append("printf .\n");
      }
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A name that the shell takes letter by letter, whatever is in it. */
  static String quote(String name) {
    return "'" + name.replace("'", "'\\''") + "'";
  }
}
