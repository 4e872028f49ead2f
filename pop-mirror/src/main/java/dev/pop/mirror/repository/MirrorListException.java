package dev.pop.mirror.repository;

import dev.pop.core.Diagnostic;
import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A mirror list cannot be used. Every fault that was found is in it. */
public final class MirrorListException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> faults;

  /** A list with these faults. */
  public MirrorListException(List<Diagnostic> faults) {
    super(
        FailureKind.BAD_LIST,
        faults.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public List<Diagnostic> faults() {
    return faults;
  }
}
