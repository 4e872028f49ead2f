package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.Plural;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.ByteSize;
import dev.pop.core.io.SecretFile;
import dev.pop.mirror.report.HealthReport;
import dev.pop.mirror.report.HealthReport.Disk;
import dev.pop.mirror.report.HealthReport.Expiry;
import dev.pop.mirror.report.HealthReport.Integrity;
import dev.pop.mirror.report.HealthReport.Retired;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.SuiteHealth;
import dev.pop.mirror.report.HumanFormat;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.store.GenerationId;
import dev.pop.mirror.sync.MirrorHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code pop health}. */
@Parameters(commandDescription = "report the health of the mirror and what to do about it")
final class HealthCommand implements Command {
  @Parameter(
      names = "--contract",
      placeholder = "FILE",
      description = "contract file (default: pop.json in the pop directory, if it exists)")
  @Nullable Path contract;

  @Parameter(
      names = "--strict",
      description = "also exit with 1 when the mirror is degraded, so that cron sends mail")
  boolean strict;

  @Override
  public int run(Session session) throws PopException, IOException, InterruptedException {
    Path file = contractFile(session.options());
    MirrorList list = session.ownedList();
    HealthReport report =
        session
            .jobs()
            .start(
                Job.Kind.HEALTH,
                list.settings(),
                progress ->
                    MirrorHealth.of(list)
                        .clock(session.clock())
                        .contract(file)
                        .events(warnings(session.log())))
            .result();
    session.result(report, words(report));
    Status worst = strict ? Status.HEALTHY : Status.DEGRADED;
    return report.status().compareTo(worst) > 0 ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static MirrorEvents warnings(Log log) {
    return new MirrorEvents() {
      @Override
      public void warning(String text) {
        log.write(LogLevel.WARN, "health", text);
      }
    };
  }

  private Path contractFile(CommonOptions options) throws UsageException, IOException {
    Path file = contract == null ? new PopPaths(options.popDir).popJson() : contract;
    if (Files.exists(file)) {
      Optional<String> exposure = SecretFile.exposure(file);
      if (exposure.isPresent()) {
        throw new UsageException(exposure.get());
      }
    } else if (contract != null) {
      throw new UsageException("--contract " + file + ": there is no such file");
    }
    return file;
  }

  private static String words(HealthReport report) {
    StringBuilder words = new StringBuilder("the mirror is " + word(report.status()));
    for (SuiteHealth suite : report.repositories()) {
      words
          .append("\n")
          .append(suite.repository())
          .append(' ')
          .append(suite.suite())
          .append(": ")
          .append(word(suite.status()))
          .append(
              suite
                  .ageSeconds()
                  .map(age -> ", up to date " + HumanFormat.age(age) + " ago")
                  .orElse(""))
          .append(
              suite
                  .validSeconds()
                  .filter(left -> left > 0)
                  .map(left -> ", valid for " + HumanFormat.age(left))
                  .orElse(""))
          .append(suite.signature().map(signature -> ", " + signature).orElse(""))
          .append(suite.generation().map(id -> ", generation " + shortForm(id)).orElse(""));
      problems(words, suite.problems());
    }
    for (Expiry expiry : report.expiries()) {
      words
          .append("\n")
          .append(word(expiry.thing()).replace('_', ' '))
          .append(' ')
          .append(expiry.name())
          .append(": ")
          .append(word(expiry.status()))
          .append(
              expiry
                  .seconds()
                  .filter(left -> left > 0)
                  .map(left -> ", ends in " + HumanFormat.age(left))
                  .orElse(""));
      problems(words, expiry.problems());
    }
    disk(words, report.disk());
    integrity(words, report.integrity());
    for (Retired archive : report.retired()) {
      words
          .append("\nretired archive ")
          .append(archive.archive())
          .append(": ")
          .append(Plural.count(archive.files(), "file"))
          .append(", ")
          .append(ByteSize.iec(archive.bytes()))
          .append("; the list no longer names it; 'pop cleanup --retired' removes it");
    }
    return words.toString();
  }

  private static void disk(StringBuilder words, Disk disk) {
    words
        .append("\ndisk: ")
        .append(word(disk.status()))
        .append(", ")
        .append(ByteSize.iec(disk.availableBytes()))
        .append(" of ")
        .append(ByteSize.iec(disk.totalBytes()))
        .append(" are left")
        .append(disk.full().map(when -> ", full on " + when + " at the present growth").orElse(""));
    problems(words, disk.problems());
  }

  private static void integrity(StringBuilder words, Integrity integrity) {
    words
        .append("\nintegrity: ")
        .append(word(integrity.status()))
        .append(", ")
        .append(integrity.checkedFiles())
        .append(" of ")
        .append(Plural.count(integrity.totalFiles(), "file"))
        .append(" hashed since ")
        .append(integrity.roundStarted());
    problems(words, integrity.problems());
  }

  private static void problems(StringBuilder words, List<Problem> problems) {
    problems.forEach(problem -> words.append("\n  ").append(RemedyWords.sentence(problem)));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String shortForm(String generation) {
    return new GenerationId(generation).shortForm();
  }
}
