package dev.pop.mirror.sync;

import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.store.MirrorLayout;
import dev.pop.mirror.store.MirrorState;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers what the clean script was made for, so that a run that changes nothing need not look
 * through the mirror for surplus files again.
 *
 * <p>The first line says until when it holds, the others what was published and what the list asked
 * for.
 */
final class CleanScriptCache {
  private final MirrorList list;
  private final Path file;

  CleanScriptCache(MirrorList list, MirrorLayout layout) {
    this.list = list;
    this.file = layout.cleanedFor();
  }

  /** Whether the script would come out the same, the mirror being as it was. */
  boolean stillHolds(MirrorState state, Instant now) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      return !lines.isEmpty()
          && now.isBefore(Instant.parse(lines.get(0)))
          && lines.subList(1, lines.size()).equals(lines(state));
    } catch (NoSuchFileException | CharacterCodingException | DateTimeException e) {
      return false;
    }
  }

  /** Notes that the script is made for the mirror as it is. */
  void remember(MirrorState state, Instant now) throws IOException {
    Optional<Instant> until = Optional.empty();
    for (Repository repository : list.repositories()) {
      until =
          Stream.of(until, state.retired().nextRelease(repository, now))
              .flatMap(Optional::stream)
              .min(Instant::compareTo);
    }
    StringBuilder text = new StringBuilder();
    text.append(until.orElse(Instant.MAX)).append('\n');
    lines(state).forEach(line -> text.append(line).append('\n'));
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, text.toString());
  }

  void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  private List<String> lines(MirrorState state) throws IOException {
    return Stream.of(
            Stream.of("edition " + state.edition()),
            list.selections().stream(),
            list.cleanPaths().stream().map(path -> "clean " + path),
            list.skipCleanPaths().stream().map(path -> "skip " + path),
            Stream.of(list.settings().keep().toString(), list.settings().cleanScript().toString()),
            Stream.of("autoclean " + list.settings().atEnd().autoclean()),
            Stream.of(list.settings().atEnd().wipeGuard().toString()))
        .flatMap(lines -> lines)
        .toList();
  }
}
