package dev.pop.mirror.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.FailureKind;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.IoErrors;
import dev.pop.core.io.PrivateDirectory;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The reports of the last runs, one JSON file for each, in a directory of their own. Writing is for
 * whoever holds the mirror's lock; reading is for anybody at any time.
 */
public final class RunReports {
  /** So many are kept. */
  public static final int KEPT = 100;

  private static final Pattern NAME = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}\\.json");

  private final Path directory;
  private final RotatedFiles files;

  private RunReports(Path directory) {
    this.directory = directory;
    this.files = new RotatedFiles(directory, NAME);
  }

  /** The reports in {@code directory}, which need not be there yet. */
  public static RunReports in(Path directory) {
    return new RunReports(directory);
  }

  /** A name for a run: the time when it began, and what tells it from others of that second. */
  public static String newRun(Instant started, RandomGenerator random) {
    String second = started.truncatedTo(ChronoUnit.SECONDS).toString();
    String hex = Integer.toHexString(random.nextInt(1 << 24) | 1 << 24); // a one and six digits
    return second.replace("-", "").replace(":", "") + "-" + hex.substring(1);
  }

  /**
   * Keeps a report, and removes the oldest where there are more than {@link #KEPT}.
   *
   * @throws IOException if the directory cannot be written, or a symbolic link is in it
   */
  public void add(SyncReport report) throws IOException {
    PrivateDirectory.open(directory);
    AtomicFile.write(
        directory.resolve(report.run() + ".json"),
        AtomicFile.Mode.PRIVATE,
        out -> JsonFields.write(report, new OutputStreamWriter(out, UTF_8)));
    files.prune(KEPT);
  }

  /** What is told of the last reports: they, and what is damaged. */
  public static JsonForm answer(ReadResult<SyncReport> found) {
    return json -> json.put("reports", found.entries()).put("damaged", found.damaged());
  }

  /**
   * The last reports, the newest first. Files that are damaged are named and left out.
   *
   * @param most how many at most
   * @throws IOException if the directory cannot be read; one that is not there has no reports
   */
  public ReadResult<SyncReport> last(int most) throws IOException {
    List<SyncReport> reports = new ArrayList<>();
    List<Failure> damaged = new ArrayList<>();
    List<Path> newest = files.list();
    Collections.reverse(newest);
    for (Path file : newest) {
      if (reports.size() == most) {
        break;
      }
      try (Reader json = Files.newBufferedReader(file)) {
        reports.add(ReportReader.read(json));
      } catch (IllegalArgumentException e) {
        damaged.add(
            new Failure(file.toString(), FailureKind.DAMAGED, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        if (!(e instanceof NoSuchFileException)) { // else a run that has just ended removed it
          damaged.add(
              new Failure(
                  file.toString(), IoErrors.kind(e), "it cannot be read: " + IoErrors.describe(e)));
        }
      }
    }
    return new ReadResult<>(reports, damaged);
  }
}
