package dev.pop.cli;

import dev.pop.core.Plural;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.report.SuiteId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells how many suites each key signed, and which suites are not verified. */
final class SignatureWords {
  private final Map<String, Integer> verified = new TreeMap<>();
  private final Map<SuiteId, String> unverified = new LinkedHashMap<>();

  void add(SuiteId suite, Optional<ReleaseSignature> signature) {
    if (signature.isPresent() && signature.get().verified()) {
      verified.merge(signature.get().toString(), 1, Integer::sum);
    } else {
      signature.ifPresent(it -> unverified.put(suite, it.toString()));
    }
  }

  /** A line for each key or suite, every one after a line feed. */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder();
    verified.forEach(
        (how, count) ->
            words.append('\n').append(Plural.count(count, "suite")).append(' ').append(how));
    unverified.forEach(
        (suite, why) ->
            words
                .append('\n')
                .append(suite.repository())
                .append(' ')
                .append(suite.suite())
                .append(": ")
                .append(why));
    return words.toString();
  }
}
