package dev.pop.core.pro;

import dev.pop.core.FailureKind;
import dev.pop.core.Internal;
import dev.pop.core.PopException;
import dev.pop.core.apt.Redacted;
import java.io.Serial;
import java.util.List;

/** No service has that name. The message gives the nearest names that exist. */
@Internal
public final class UnknownServiceException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  private final String name;
  private final List<String> nearest;

  UnknownServiceException(String name, List<String> nearest, List<String> all) {
    super(
        FailureKind.BAD_INPUT,
        "unknown service "
            + Redacted.quoted(name)
            + "; "
            + (nearest.isEmpty()
                ? "known are " + String.join(", ", all)
                : "did you mean " + String.join(" or ", nearest) + "?"));
    this.name = name;
    this.nearest = List.copyOf(nearest);
  }

  /** The name that nothing has. */
  public String name() {
    return name;
  }

  /** Known names that resemble it, the most similar first; may be empty. */
  public List<String> nearest() {
    return nearest;
  }
}
