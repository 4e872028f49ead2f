package dev.pop.mirror.report;

import dev.pop.core.FailureKind;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something that could not be had. Failures have an order so that hash tables stay fast however
 * many of their URLs collide.
 *
 * @param url which file, or which archive and suite; without credentials
 * @param kind why, for programs
 * @param reason why, in one sentence
 * @param remedy what to do, as far as the reason does not say it
 */
public record Failure(String url, FailureKind kind, String reason, Optional<Remedy> remedy)
    implements Comparable<Failure>, JsonForm {
  private static final Comparator<Failure> ORDER =
      Comparator.comparing(Failure::url)
          .thenComparing(Failure::reason)
          .thenComparing(Failure::kind);

  /** A failure whose reason says it all. */
  public Failure(String url, FailureKind kind, String reason) {
    this(url, kind, reason, Optional.empty());
  }

  @Override
  public int compareTo(Failure other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return url + ": " + reason;
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("url", url).put("kind", kind).put("reason", reason).put("remedy", remedy);
  }
}
