package dev.pop.mirror.estimator;

import dev.pop.core.Diagnostic;
import dev.pop.core.FailureKind;
import dev.pop.core.SourcePosition;
import dev.pop.mirror.report.JsonFields;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.repository.Suite;
import java.util.Optional;

/**
 * What an upstream answered to one question. The names are those of its JSON form, see docs/cli.md.
 *
 * @param archive id of the archive, its place below {@code mirror_path}
 * @param repository base URL of the archive, without credentials
 * @param suite which suite was asked for, or whose index named the file
 * @param origin the file of the list whose line names the suite
 * @param line of that file, the first that names the suite
 * @param url what was asked for, without credentials
 * @param result what it came to
 * @param reason the same in one sentence
 */
public record ProbeResult(
    String archive,
    String repository,
    String suite,
    String origin,
    int line,
    String url,
    Result result,
    String reason)
    implements JsonForm {

  ProbeResult(Suite suite, String url, Result result, String reason) {
    this(
        suite.archive().id(),
        suite.archive().location(),
        suite.name(),
        suite.position().origin(),
        suite.position().line(),
        url,
        result,
        reason);
  }

  /** The same question with another answer. */
  ProbeResult with(Result other, String otherReason) {
    return new ProbeResult(archive, repository, suite, origin, line, url, other, otherReason);
  }

  /** What an answer means. */
  public enum Result {
    /** The file is there and may be fetched. */
    OK,
    /** The archive lists no file to prove a token with, which is no fault. */
    EMPTY,
    /** 401: the token is wrong or missing. */
    BAD_TOKEN,
    /** 403: the token does not open this. */
    NOT_ENTITLED,
    /** 404: the host answers and has no such suite there. */
    WRONG_SUITE,
    /** The suite is there and lacks a component, an architecture or sources that are wanted. */
    LACKING,
    /** Something else came in place of a {@code Release}, such as a page in HTML. */
    NOT_A_RELEASE,
    /** An index or a listed file is missing, or is not what the archive says of it. */
    DAMAGED,
    /** No answer, no connection, or an error of the server or of the proxy in between. */
    OUTAGE,
    /** No file could be asked for, since no suite of the archive could be read. */
    NOT_PROBED
  }

  /**
   * Whether a mirror would suffer from it. What was not probed is no fault of its own: the suites
   * that could not be read are.
   */
  public boolean isFault() {
    return result != Result.OK && result != Result.EMPTY && result != Result.NOT_PROBED;
  }

  /**
   * Why the question failed, in the words of all failures; empty when {@link #isFault} is false.
   */
  public Optional<FailureKind> kind() {
    return switch (result) {
      case OK, EMPTY, NOT_PROBED -> Optional.empty();
      case BAD_TOKEN, NOT_ENTITLED -> Optional.of(FailureKind.BAD_TOKEN);
      case WRONG_SUITE, LACKING -> Optional.of(FailureKind.WRONG_SUITE);
      case NOT_A_RELEASE, DAMAGED -> Optional.of(FailureKind.DAMAGED);
      case OUTAGE -> Optional.of(FailureKind.UNREACHABLE);
    };
  }

  /** The same as a finding in the list. */
  public Diagnostic asFault() {
    String where = url.startsWith(repository + "/") ? url : repository + " " + suite;
    return new Diagnostic(new SourcePosition(origin, line), where + ": " + reason);
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("archive", archive)
        .put("repository", repository)
        .put("suite", suite)
        .put("origin", origin)
        .put("line", line)
        .put("url", url)
        .put("result", result)
        .put("reason", reason);
  }
}
