package dev.pop.core.pro;

import dev.pop.core.FailureKind;
import dev.pop.core.Internal;
import dev.pop.core.PopException;
import dev.pop.core.apt.ArchivePath;
import java.io.Serial;
import java.util.List;

/** A series does not have a service. The message lists the series that do. */
@Internal
public final class NotOfferedException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  private final String service;
  private final List<String> series;

  NotOfferedException(ProService service, String asked) {
    super(FailureKind.BAD_INPUT, message(service, ArchivePath.printable(asked)));
    this.service = service.type();
    this.series = service.series();
  }

  private static String message(ProService service, String asked) {
    return service.hasArchive()
        ? String.format(
            "%s is not offered for %s; it is known for %s",
            service.type(), asked, String.join(", ", service.series()))
        : service.type() + " has no apt repository, so there is nothing to mirror";
  }

  /** The service, by its name in contracts. */
  public String service() {
    return service;
  }

  /** The series that have the service; empty when it is not had by apt. */
  public List<String> series() {
    return series;
  }
}
