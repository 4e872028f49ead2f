package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.PopException;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.sync.MirrorVerifier;
import java.time.Instant;

/** {@code pop verify}. */
@Parameters(commandDescription = "check the mirror against its published indices")
final class VerifyCommand implements Command {
  @Parameter(names = "--deep", description = "read and hash every file")
  boolean deep;

  @Override
  public int run(Session session) throws PopException, InterruptedException {
    MirrorList list = session.ownedList();
    VerifyReport report =
        session
            .jobs()
            .start(
                Job.Kind.VERIFY,
                list.settings(),
                progress ->
                    MirrorVerifier.of(list)
                        .deep(deep)
                        .progress(progress)
                        .events(session.listeners(progress)))
            .result();
    for (VerifyReport.SuiteCheck suite : report.repositories()) {
      suite
          .problems()
          .forEach(
              problem ->
                  session
                      .log()
                      .write(
                          LogLevel.ERROR,
                          "suite_faulty",
                          suite.repository() + " " + suite.suite() + ": " + problem));
    }
    session.result(report, words(report));
    return report.status() == VerifyReport.Status.AVAILABLE ? ExitCode.DONE : ExitCode.FAILED;
  }

  static String words(VerifyReport report) {
    StringBuilder words = new StringBuilder();
    words
        .append(report.status())
        .append(": ")
        .append(report.checkedFiles())
        .append(" of ")
        .append(report.totalFiles())
        .append(" files are as they should be, ")
        .append(ByteSize.iec(report.totalBytes()))
        .append(", last update ")
        .append(report.lastUpdate().map(Instant::toString).orElse("Never"));
    if (!report.missing().isEmpty() || !report.corrupt().isEmpty()) {
      words
          .append("\n")
          .append(report.missing().size())
          .append(" missing, ")
          .append(report.corrupt().size())
          .append(" corrupt; 'pop sync' fetches them again");
    }
    SignatureWords signatures = new SignatureWords();
    report.repositories().forEach(suite -> signatures.add(suite.id(), suite.signature()));
    return words.append(signatures).toString();
  }
}
