package dev.pop.mirror.sync;

import com.google.common.base.Splitter;
import dev.pop.core.Printable;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import dev.pop.mirror.repository.Archive;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What archives said last to the credentials that the list has for them. A file that is damaged is
 * as good as none.
 */
final class CredentialState {
  private static final char TAB = '\t';

  /**
   * One answer.
   *
   * @param when it was given
   * @param problem what is wrong; empty if the credentials opened a file
   */
  record Answer(Instant when, String problem) {}

  /** By the archive's id. */
  private final Map<String, Answer> answers = new TreeMap<>();

  static CredentialState read(Path file) throws IOException {
    CredentialState memory = new CredentialState();
    try {
      for (String line : Files.readAllLines(file)) {
        List<String> parts = Splitter.on(TAB).limit(3).splitToList(line);
        memory.answers.put(parts.get(0), new Answer(Instant.parse(parts.get(1)), parts.get(2)));
      }
      return memory;
    } catch (NoSuchFileException | AccessDeniedException e) {
      return memory;
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      return new CredentialState();
    }
  }

  Optional<Answer> answer(Archive archive) {
    return Optional.ofNullable(answers.get(archive.id())).or(() -> underFormerName(archive));
  }

  /** What a version said that named archives by their URL. */
  private Optional<Answer> underFormerName(Archive archive) {
    return answers.entrySet().stream()
        .filter(answer -> archive.wasNamed(answer.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  void put(Archive archive, Answer answer) {
    answers.keySet().removeIf(archive::wasNamed);
    answers.put(archive.id(), answer);
  }

  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    answers.forEach(
        (id, answer) ->
            text.append(id)
                .append(TAB)
                .append(answer.when)
                .append(TAB)
                .append(Printable.line(answer.problem))
                .append('\n'));
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, text.toString());
  }

  /** What to tell the owner of an archive's credentials; empty while they are good or untried. */
  Optional<Problem> problem(Archive archive) {
    return archive.address().credentials().isEmpty()
        ? Optional.empty()
        : answer(archive)
            .filter(answer -> !answer.problem.isEmpty())
            .map(
                answer ->
                    new Problem(
                        "its token or password was refused on "
                            + answer.when
                            + ": "
                            + answer.problem
                            + "; put the right one into the list",
                        Remedy.Action.RENEW_TOKENS));
  }
}
