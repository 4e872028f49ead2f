package dev.pop.core.pro;

import dev.pop.core.apt.FormatException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * A directive of a contract that would do harm if it were written into a mirror list or a source
 * line, such as the line end of CVE-2026-11386. The message names service and field and does not
 * repeat the value.
 */
final class HostileDirectiveException extends FormatException {
  @Serial private static final long serialVersionUID = 1;

  private final String service;
  private final String field;

  HostileDirectiveException(String service, String field, String reason) {
    this(
        service, field, "", "the directive " + field + " of " + service + " is refused: " + reason);
  }

  private HostileDirectiveException(String service, String field, String before, String sentence) {
    super(before + sentence);
    this.service = service;
    this.field = field;
  }

  /** The service whose directive it is, such as {@code esm-infra}. */
  public String service() {
    return service;
  }

  /** The directive, such as {@code aptURL}. */
  public String field() {
    return field;
  }

  HostileDirectiveException in(Path file) {
    return new HostileDirectiveException(service, field, file + ": ", getMessage());
  }
}
