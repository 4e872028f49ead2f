package dev.pop.cli;

import dev.pop.core.Printable;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.Removable;
import dev.pop.mirror.report.Stage;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorSettings.PostMirror;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Prints what the Perl program prints, in the order and the wording that scripts parse. */
final class AptMirrorLines implements MirrorEvents {
  /** As Perl's {@code localtime} in scalar context: {@code Sun Nov 2 08:17:21 2026}. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  private final PrintStream out;
  private final Clock clock;
  private final MirrorList list;
  private boolean archiveTold;

  AptMirrorLines(PrintStream out, Clock clock, MirrorList list) {
    this.out = out;
    this.clock = clock;
    this.list = list;
  }

  @Override
  public void stageStarted(Stage stage, long files, long bytes) {
    switch (stage) {
      case RELEASE -> downloading("release", list.suites().size());
      case INDEX -> downloading("index", files);
      case ARCHIVE -> archive(files, bytes);
      case POSTMIRROR -> {
        out.println("Running the Post Mirror script ...");
        list.settings().atEnd().postMirror().map(PostMirror::script).ifPresent(this::inBrackets);
      }
      case CHECK, PUBLISH, CLEAN -> {}
    }
  }

  private void inBrackets(Object what) {
    out.println("(" + what + ")\n");
  }

  private void archive(long files, long bytes) {
    archiveTold = true;
    out.println("Processing indexes: [" + processed() + "]\n");
    out.println(ByteSize.aptMirror(bytes) + " will be downloaded into archive.");
    downloading("archive", files);
  }

  /** One letter per suite whose sources, and one per suite whose packages are mirrored. */
  private String processed() {
    long sources = list.suites().stream().filter(suite -> suite.wanted().sources()).count();
    long packages =
        list.suites().stream().filter(suite -> !suite.wanted().architectures().isEmpty()).count();
    return "S".repeat((int) sources) + "P".repeat((int) packages);
  }

  private void downloading(String what, long files) {
    long threads = Math.min(files, list.settings().threads());
    out.println("Downloading " + files + " " + what + " files using " + threads + " threads...");
    out.print("Begin time: " + now() + "\n[" + threads + "]... ");
  }

  private String now() {
    return TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
  }

  @Override
  public void stageFinished(Stage stage) {
    switch (stage) {
      case RELEASE, INDEX, ARCHIVE -> out.println("[0]... \nEnd time: " + now() + "\n");
      case POSTMIRROR ->
          out.println(
              "\nPost Mirror script has completed. See above output for any possible errors.\n");
      case CHECK, PUBLISH, CLEAN -> {}
    }
  }

  @Override
  public void removable(Removable what) {
    if (!archiveTold) { // nothing has changed upstream, so nothing was looked for
      archive(0, 0);
      stageFinished(Stage.ARCHIVE);
    }
    out.print(
        ByteSize.aptMirror(what.bytes())
            + " in "
            + what.files()
            + " files and "
            + what.directories()
            + " directories ");
    if (what.script().isPresent()) {
      out.println("can be freed.\nRun " + what.script().get() + " for this purpose.\n");
    } else {
      out.println("will be freed...");
    }
  }

  @Override
  public void output(String line) {
    out.println(Printable.lines(line));
  }
}
