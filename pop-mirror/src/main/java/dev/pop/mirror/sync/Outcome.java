package dev.pop.mirror.sync;

import dev.pop.core.PopException;
import java.util.Optional;

/**
 * Yes or no, with everything that is known about it beside it.
 *
 * @param ok whether all went well
 * @param report what was found or done; empty when the job could not be done at all
 * @param failure why the job could not be done at all
 * @param <T> the kind of report
 */
public record Outcome<T>(boolean ok, Optional<T> report, Optional<PopException> failure) {

  static <T> Outcome<T> of(boolean ok, T report) {
    return new Outcome<>(ok, Optional.of(report), Optional.empty());
  }

  static <T> Outcome<T> failed(PopException failure) {
    return new Outcome<>(false, Optional.empty(), Optional.of(failure));
  }
}
