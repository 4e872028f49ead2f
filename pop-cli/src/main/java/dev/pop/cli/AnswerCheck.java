package dev.pop.cli;

import com.google.common.base.Splitter;
import dev.pop.core.apt.Redacted;
import dev.pop.core.apt.UbuntuSeries;
import dev.pop.core.pro.ServiceCatalogue;
import dev.pop.core.pro.UnknownServiceException;
import dev.pop.mirror.setup.SetupAnswers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells at once what is wrong with an answer; everything is checked again when all are known. */
final class AnswerCheck {
  private static final Splitter WORDS = Splitter.onPattern("[,\\s]+").omitEmptyStrings();

  private final Map<String, String> answers;
  private final boolean anySeries;

  /**
   * @param answers those that are known so far
   * @param anySeries whether a contract may name series that nobody else knows
   */
  AnswerCheck(Map<String, String> answers, boolean anySeries) {
    this.answers = answers;
    this.anySeries = anySeries;
  }

  Optional<String> release(String answer) {
    return anySeries || UbuntuSeries.isKnown(answer)
        ? Optional.empty()
        : Optional.of(Redacted.quoted(answer) + " is not a known series of Ubuntu, such as noble");
  }

  Optional<String> architectures(String answer) {
    String release = String.valueOf(answers.get(SetupAnswers.RELEASE));
    for (String name : WORDS.split(answer)) {
      if (!name.equals("source")
          && !(UbuntuSeries.ARCHITECTURES.contains(name) && UbuntuSeries.has(release, name))) {
        return Optional.of(
            Redacted.quoted(name)
                + " is none of "
                + String.join(", ", UbuntuSeries.ARCHITECTURES)
                + " and source that "
                + release
                + " has");
      }
    }
    return Optional.empty();
  }

  Optional<String> flag(String answer) {
    return SetupAnswers.isFlag(answer)
        ? Optional.empty()
        : Optional.of(Redacted.quoted(answer) + " is neither true nor false");
  }

  Optional<String> services(String answer) {
    List<String> names = WORDS.splitToList(answer);
    try {
      for (String name : names) {
        ServiceCatalogue.require(name);
      }
      return Optional.empty();
    } catch (UnknownServiceException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }
}
