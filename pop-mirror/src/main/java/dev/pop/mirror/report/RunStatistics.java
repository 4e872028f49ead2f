package dev.pop.mirror.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.FailureKind;
import dev.pop.core.io.AtomicFile;
import dev.pop.core.io.PrivateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What runs did, day by day and archive by archive: one line each, in one file per month, for two
 * years. So a run reads and writes one small file, however long the history is.
 *
 * <p>Writing is for whoever holds the mirror's lock; reading is for anybody at any time.
 */
public final class RunStatistics {
  /** So many months are kept. */
  public static final int MONTHS_KEPT = 25;

  private static final Pattern NAME = Pattern.compile("days-[0-9]{4}-[0-9]{2}\\.tsv");
  private static final int COLUMNS = 12;

  /** In lines of earlier versions, which have the URL in place of the id. */
  private static final int FORMER_COLUMNS = 11;

  private final Path directory;
  private final RotatedFiles files;
  private final FormerNames names = new FormerNames();

  private RunStatistics(Path directory) {
    this.directory = directory;
    this.files = new RotatedFiles(directory, NAME);
  }

  /** The statistics in {@code directory}, which need not be there yet. */
  public static RunStatistics in(Path directory) {
    return new RunStatistics(directory);
  }

  /**
   * As {@link #in(Path)}, for a list whose archives need not lie where their URLs say.
   *
   * @param suites of the list
   */
  public static RunStatistics in(Path directory, Iterable<SuiteId> suites) {
    RunStatistics statistics = new RunStatistics(directory);
    for (SuiteId suite : suites) {
      statistics.names.add(suite.archive(), suite.repository());
    }
    return statistics;
  }

  /**
   * Adds a run to the day on which it ended.
   *
   * @param warnings hears, in one sentence each, of damage in whose place the run now stands
   * @throws IOException if the directory cannot be written, or a symbolic link is in it
   */
  public void add(SyncReport report, Consumer<String> warnings) throws IOException {
    PrivateDirectory.open(directory);
    report.repositories().forEach(suite -> names.add(suite.archive(), suite.repository()));
    LocalDate day = LocalDate.ofInstant(report.finished(), ZoneOffset.UTC);
    boolean complete = report.status() == SyncReport.Status.COMPLETE;
    Path file = directory.resolve("days-" + YearMonth.from(day) + ".tsv");
    boolean isNew = Files.notExists(file);
    Map<String, String> lines = new LinkedHashMap<>();
    if (!isNew) {
      for (String line : lines(file)) {
        keep(lines, line);
      }
    }
    List<DayTraffic> news = new ArrayList<>();
    news.add(DayTraffic.of(day, "", "", complete, report.traffic()));
    for (ArchiveReport archive : report.archives()) {
      news.add(
          DayTraffic.of(day, archive.archive(), archive.repository(), complete, archive.traffic()));
    }
    boolean damaged = false;
    for (DayTraffic more : news) {
      damaged |= !add(lines, more);
    }
    if (damaged) {
      warnings.accept(file + " is damaged; the statistics of " + day + " restart at 0");
    }
    AtomicFile.write(file, AtomicFile.Mode.PRIVATE, String.join("\n", lines.values()) + "\n");
    if (isNew) {
      files.prune(MONTHS_KEPT);
    }
  }

  /** Of whatever is in the file: damage must not keep a run from its end. */
  private static String[] lines(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8).split("\n");
  }

  /** Day and archive of a line; a damaged line stands for itself, and is kept. */
  private static String key(String line) {
    int day = line.indexOf('\t');
    int archive = line.indexOf('\t', day + 1);
    return archive < 0 ? line : line.substring(0, archive);
  }

  /** Lines of one archive under several names become one. */
  private void keep(Map<String, String> lines, String line) {
    try {
      DayTraffic day = parse(line);
      String known = lines.get(key(line(day)));
      DayTraffic sum = known == null ? day : day.plus(parse(known));
      lines.put(key(line(sum)), line(sum));
    } catch (DateTimeException | IllegalArgumentException e) {
      lines.putIfAbsent(key(line), line);
    }
  }

  /** Returns false where a line that was damaged had to give way. */
  private boolean add(Map<String, String> lines, DayTraffic more) {
    String line = line(more);
    String known = lines.put(key(line), line);
    if (known == null) {
      return true;
    }
    try {
      lines.put(key(line), line(more.plus(parse(known))));
      return true;
    } catch (DateTimeException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The days from {@code first} on, the oldest first. Lines that are damaged are named and left
   * out.
   *
   * @throws IOException if the directory or a file cannot be read; a directory that is not there
   *     has no days
   */
  public TrafficReport since(LocalDate first) throws IOException {
    List<DayTraffic> days = new ArrayList<>();
    List<Failure> damaged = new ArrayList<>();
    for (Path file : files.list()) {
      read(file, damaged).stream().filter(day -> !day.day().isBefore(first)).forEach(days::add);
    }
    return TrafficReport.of(first, new ReadResult<>(days, damaged));
  }

  private List<DayTraffic> read(Path file, List<Failure> damaged) throws IOException {
    List<DayTraffic> days = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      try {
        days.add(parse(line));
      } catch (DateTimeException | IllegalArgumentException e) {
        damaged.add(
            new Failure(file + ":" + number, FailureKind.DAMAGED, "not a line of statistics"));
      }
    }
    return days;
  }

  private DayTraffic parse(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS && columns.length != FORMER_COLUMNS) {
      throw new IllegalArgumentException("columns: " + columns.length);
    }
    int i = 2;
    return new DayTraffic(
        LocalDate.parse(columns[0]),
        names.id(columns[1]),
        columns.length == COLUMNS ? columns[COLUMNS - 1] : columns[1],
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i++]),
        Long.parseLong(columns[i]));
  }

  private static String line(DayTraffic day) {
    return String.join(
        "\t",
        day.day().toString(),
        day.archive(),
        Long.toString(day.runs()),
        Long.toString(day.failedRuns()),
        Long.toString(day.downloadedFiles()),
        Long.toString(day.downloadedBytes()),
        Long.toString(day.fetchMillis()),
        Long.toString(day.failedAttempts()),
        Long.toString(day.resumedBytes()),
        Long.toString(day.adoptedBytes()),
        Long.toString(day.removedBytes()),
        day.repository());
  }
}
