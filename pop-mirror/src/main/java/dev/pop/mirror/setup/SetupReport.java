package dev.pop.mirror.setup;

import dev.pop.mirror.estimator.SizeEstimate;
import java.util.List;
import java.util.Optional;

/**
 * What a setup did.
 *
 * @param steps in their order; after a failed one there is none
 * @param estimate how large the mirror will be, unless it was not asked for or could not be made
 * @param complete whether nothing but warnings stands in the way; false with an incomplete estimate
 */
public record SetupReport(
    List<SetupStep> steps, Optional<SizeEstimate> estimate, boolean complete) {
  public SetupReport {
    steps = List.copyOf(steps);
  }

  /** Whether a step failed; everything on disk is then as it was before. */
  public boolean failed() {
    return steps.stream().anyMatch(step -> step.status() == SetupStep.Status.FAILED);
  }
}
