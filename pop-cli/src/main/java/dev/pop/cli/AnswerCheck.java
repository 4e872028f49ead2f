package dev.pop.cli;

import com.google.common.base.Splitter;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
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
                + " is not one of "
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
        : Optional.of(Redacted.quoted(answer) + " must be yes or no");
  }

  Optional<String> components(String answer) {
    return words(answer, UbuntuSeries.COMPONENTS);
  }

  Optional<String> pockets(String answer) {
    return words(answer, UbuntuSeries.POCKETS);
  }

  private static Optional<String> words(String answer, List<String> known) {
    return WORDS
        .splitToStream(answer)
        .filter(word -> !known.contains(word))
        .findFirst()
        .map(word -> Redacted.quoted(word) + " is not one of " + String.join(", ", known));
  }

  /** The name of a host, perhaps with a port; none is one too. */
  Optional<String> host(String answer) {
    if (answer.isBlank()) {
      return Optional.empty();
    }
    if (answer.contains("/") || answer.contains("@")) {
      return Optional.of("give the name of a host alone, without path, scheme or credentials");
    }
    try {
      ArchiveUrl.parse("http://" + answer);
      return Optional.empty();
    } catch (FormatException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  Optional<String> place(String answer) {
    return answer.matches("/[^\\s$]*")
        ? Optional.empty()
        : Optional.of("the directory must be absolute and without blanks and '$'");
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
