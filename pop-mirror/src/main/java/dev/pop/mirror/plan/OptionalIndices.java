package dev.pop.mirror.plan;

import dev.pop.mirror.repository.IgnoredErrors;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.util.stream.Stream;

/**
 * Which indices may be missing or wrong without that being a failure: those that clients do not
 * read, and those that the list says so of.
 *
 * @param ignored what {@code ignore_errors} names
 * @param all whether the list has {@code set optional_indices ignore}
 */
public record OptionalIndices(IgnoredErrors ignored, boolean all) {
  /** As the list says. */
  public static OptionalIndices of(MirrorList list) {
    return new OptionalIndices(list.ignoredErrors(), list.settings().ignoresOptionalIndices());
  }

  /** Whether a suite is complete without the index. */
  public boolean mayLack(Repository repository, Suite suite, IndexGroup index) {
    if (index.listsFiles()) {
      return false;
    }
    return all
        || index.kind() == IndexGroup.Kind.RELEASE
        || Stream.concat(Stream.of(index.stem()), index.forms().stream().map(form -> form.path()))
            .anyMatch(path -> ignored.contains(repository, suite.resolve(path)));
  }
}
