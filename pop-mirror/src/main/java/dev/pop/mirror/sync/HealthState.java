package dev.pop.mirror.sync;

import com.google.common.base.Splitter;
import dev.pop.core.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What health checks remember: how far the present round through the files has come, which of them
 * were found faulty, and how the disk filled up. One that is damaged is as good as none.
 *
 * <p>A line is a word and its value.
 */
final class HealthState {
  private static final String FORMAT = "format 1";
  private static final Splitter WORDS = Splitter.on(' ').limit(2);

  /** When the present round began. */
  Instant roundStarted;

  /** When the round before it had come to its end. */
  Optional<Instant> lastRound = Optional.empty();

  /** When files were last looked at. */
  Optional<Instant> lastCheck = Optional.empty();

  /** The last file of the round that was looked at. */
  Optional<Place> cursor = Optional.empty();

  long checkedFiles;
  long checkedBytes;

  /** Why each file that is known to be faulty is. */
  final Map<Place, String> faults = new LinkedHashMap<>();

  /** How much of the disk was taken, the oldest first. */
  final List<Space> spaces = new ArrayList<>();

  /**
   * A file of a suite.
   *
   * @param suite its directory below {@code mirror_path}
   * @param path below the archive's base
   */
  record Place(String suite, String path) {
    static Place parse(String text) {
      List<String> parts = Splitter.on('\t').limit(2).splitToList(text);
      return new Place(parts.get(0), parts.get(1));
    }

    @Override
    public String toString() {
      return suite + "\t" + path;
    }
  }

  /** How much of a file system was taken at some time. */
  record Space(Instant when, long usedBytes) {}

  private HealthState(Instant now) {
    this.roundStarted = now;
  }

  /**
   * What {@code file} holds; nothing when it is not there, not readable or damaged.
   *
   * @param warnings hears, in one sentence, that it is damaged
   */
  static HealthState read(Path file, Instant now, Consumer<String> warnings) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      HealthState memory = new HealthState(now);
      if (lines.isEmpty() || !lines.get(0).equals(FORMAT)) {
        throw new IllegalArgumentException("it does not begin with " + FORMAT);
      }
      for (String line : lines.subList(1, lines.size())) {
        List<String> words = WORDS.splitToList(line);
        memory.take(words.get(0), words.get(1));
      }
      memory.forgetTheFuture(now);
      return memory;
    } catch (NoSuchFileException | AccessDeniedException e) {
      return new HealthState(now);
    } catch (CharacterCodingException
        | DateTimeException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      warnings.accept(
          file + " is damaged; the integrity check and the record of disk growth restart");
      return new HealthState(now);
    }
  }

  /** Of a time when the clock was wrong, and which would hold up every later check. */
  private void forgetTheFuture(Instant now) {
    if (roundStarted.isAfter(now)) {
      roundStarted = now;
      cursor = Optional.empty();
      checkedFiles = 0;
      checkedBytes = 0;
    }
    lastRound = lastRound.filter(time -> !time.isAfter(now));
    lastCheck = lastCheck.filter(time -> !time.isAfter(now));
    spaces.removeIf(space -> space.when.isAfter(now));
  }

  private void take(String word, String value) {
    switch (word) {
      case "round" -> roundStarted = Instant.parse(value);
      case "finished" -> lastRound = Optional.of(Instant.parse(value));
      case "checked" -> lastCheck = Optional.of(Instant.parse(value));
      case "files" -> checkedFiles = Long.parseLong(value);
      case "bytes" -> checkedBytes = Long.parseLong(value);
      case "cursor" -> cursor = Optional.of(Place.parse(value));
      case "fault" -> {
        int end = value.indexOf('\t');
        faults.put(Place.parse(value.substring(end + 1)), value.substring(0, end));
      }
      case "space" -> {
        List<String> parts = WORDS.splitToList(value);
        spaces.add(new Space(Instant.parse(parts.get(0)), Long.parseLong(parts.get(1))));
      }
      default -> {} // of a later version
    }
  }

  /** Writes everything to {@code file}. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    line(text, "round", roundStarted);
    lastRound.ifPresent(time -> line(text, "finished", time));
    lastCheck.ifPresent(time -> line(text, "checked", time));
    line(text, "files", checkedFiles);
    line(text, "bytes", checkedBytes);
    cursor.ifPresent(place -> line(text, "cursor", place));
    faults.forEach((place, reason) -> line(text, "fault", reason + "\t" + place));
    spaces.forEach(space -> line(text, "space", space.when + " " + space.usedBytes));
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, text.toString());
  }

  private static void line(StringBuilder text, String word, Object value) {
    text.append(word).append(' ').append(value).append('\n');
  }
}
