package dev.pop.cli;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;

/** Which command helps. The sentences of the library name none. */
final class RemedyWords {
  /** What follows the sentence that the mirror list is not there. */
  static final String LIST = "; name another with --mirror-list";

  private RemedyWords() {}

  /** What follows the sentence that the remedy is for. */
  static String of(Remedy remedy) {
    return switch (remedy.action()) {
      case SYNC -> "; run 'pop sync'";
      case ALLOW_OLDER -> "; to accept it, run 'pop sync --allow-older'";
      case ACCEPT_KEY ->
          " or run: pop trust " + suite(remedy) + " --accept-key " + remedy.arguments().get(2);
      case ACCEPT_RELEASE_INFO ->
          "; if that is right, run: pop trust " + suite(remedy) + " --accept-release-info";
      case VERIFY_AND_SYNC -> "; run 'pop verify' and then 'pop sync'";
      case HASH_AND_SYNC -> "; run 'pop verify --deep' and then 'pop sync'";
      case CHECK_MORE_OFTEN -> "; run 'pop health' at least once a week, or 'pop verify --deep'";
      case READ_REPORT -> "; see 'pop report --json'";
      case READ_REPORT_AND_SYNC -> "; see 'pop report', and run 'pop sync'";
      case CLEAN_UP -> ", or run 'pop cleanup'";
      case ALLOW_WIPE -> "; if that is right, 'pop cleanup --allow-wipe' removes them";
      case RENEW_CONTRACT -> ", then run 'pop setup' with the new contract and tokens";
      case RENEW_TOKENS -> "; 'pop setup' with the contract token fetches new ones";
      case NAME_CONTRACT -> "; name the right one with --contract, or give it to 'pop setup'";
    };
  }

  /** As {@code pop trust} takes it. */
  private static String suite(Remedy remedy) {
    return remedy.arguments().get(0) + ' ' + remedy.arguments().get(1);
  }

  /** What follows the message of an exception. */
  static String of(PopException e) {
    return e.kind() == FailureKind.VANISHED
        ? " To fetch the mirror again, run 'pop sync --rebuild', or 'set rebuild 1' in the list"
        : "";
  }

  /** The failure and what helps. */
  static String sentence(Failure failure) {
    return failure + failure.remedy().map(RemedyWords::of).orElse("");
  }

  /** The problem and what helps. */
  static String sentence(Problem problem) {
    return problem + problem.remedy().map(RemedyWords::of).orElse("");
  }
}
