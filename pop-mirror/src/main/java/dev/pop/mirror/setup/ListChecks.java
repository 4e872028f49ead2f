package dev.pop.mirror.setup;

import dev.pop.core.Diagnostic;
import dev.pop.core.FailureKind;
import dev.pop.core.Plural;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.core.io.ByteSize;
import dev.pop.core.io.FallibleFunction;
import dev.pop.mirror.estimator.ProbeResult;
import dev.pop.mirror.estimator.SizeEstimate;
import dev.pop.mirror.estimator.UpstreamProbe;
import dev.pop.mirror.report.Failure;
import dev.pop.mirror.repository.ListVerification;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.MirrorListVerifier;
import dev.pop.mirror.repository.Strictness;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.setup.SetupStep.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks at the list that was written, as the commands do that read it. What they find makes the
 * setup incomplete, but takes nothing back: only the list itself must be readable.
 */
final class ListChecks {
  private final PopPaths paths;
  private final ProDocuments documents;
  private Optional<MirrorList> list = Optional.empty();
  private List<ProbeResult> probes = List.of();
  private Optional<SizeEstimate> estimate = Optional.empty();
  private boolean complete = true;

  ListChecks(PopPaths paths, ProDocuments documents) {
    this.paths = paths;
    this.documents = documents;
  }

  List<ProbeResult> probes() {
    return probes;
  }

  Optional<SizeEstimate> estimate() {
    return estimate;
  }

  boolean complete() {
    return complete;
  }

  StepResult readBack() throws MirrorListException {
    MirrorList read =
        MirrorList.read(paths.mirrorList(), Strictness.SHOW).withKeyrings(paths.trustedKeys());
    list = Optional.of(read);
    return new StepResult(Status.DONE, Plural.count(read.suites().size(), "suite"));
  }

  StepResult verify() throws PopException {
    MirrorListVerifier verifier =
        MirrorListVerifier.of(paths.mirrorList()).tokens(documents.tokens());
    documents.contract().ifPresent(verifier::contract);
    ListVerification found = verifier.call();
    if (!found.isValid()) {
      return incomplete(
          Plural.count(found.faults().size(), "fault") + ": " + words(found.faults()));
    }
    return found.warnings().isEmpty()
        ? new StepResult(Status.DONE, "no faults")
        : new StepResult(Status.WARNING, words(found.warnings()));
  }

  StepResult probe() throws PopException {
    try {
      probes =
          UpstreamProbe.of(
                  list.orElseThrow().repositories(), list.orElseThrow().settings().transport())
              .call();
    } catch (PopException e) {
      return notMade(e);
    }
    List<Diagnostic> faults =
        probes.stream().filter(ProbeResult::isFault).map(ProbeResult::asFault).toList();
    int all = probes.size();
    return faults.isEmpty()
        ? new StepResult(Status.DONE, "all " + Plural.count(all, "check") + " passed")
        : incomplete(faults.size() + " of " + all + " checks failed: " + words(faults));
  }

  StepResult size(FallibleFunction<MirrorList, Job<SizeEstimate>, PopException> start)
      throws PopException, InterruptedException {
    SizeEstimate size;
    try {
      size = start.apply(list.orElseThrow()).result();
    } catch (PopException e) {
      return notMade(e);
    }
    estimate = Optional.of(size);
    String words =
        ByteSize.iec(size.totalBytes())
            + " in all, "
            + ByteSize.iec(size.downloadBytes())
            + " to download, "
            + ByteSize.iec(size.availableBytes())
            + " free";
    if (!size.problems().isEmpty()) {
      return incomplete(
          size.problems().stream()
              .map(Failure::toString)
              .collect(Collectors.joining("; ", words + "; incomplete: ", "")));
    }
    return size.fits()
        ? new StepResult(Status.DONE, words)
        : new StepResult(Status.WARNING, words + ": it does not fit");
  }

  private StepResult notMade(PopException e) throws PopException {
    if (e.kind() == FailureKind.CANCELLED) {
      throw e;
    }
    return incomplete("could not be made: " + e.getMessage());
  }

  private StepResult incomplete(String detail) {
    complete = false;
    return new StepResult(Status.WARNING, detail);
  }

  private static String words(List<Diagnostic> findings) {
    return String.join("; ", findings.stream().map(Diagnostic::toString).toList());
  }
}
