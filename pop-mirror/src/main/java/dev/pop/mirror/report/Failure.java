package dev.pop.mirror.report;

import dev.pop.core.FailureKind;
import java.util.Comparator;

/**
 * Something that could not be had. Failures have an order so that hash tables stay fast however
 * many of their URLs collide.
 *
 * @param url which file, or which archive and suite; without credentials
 * @param kind why, for programs
 * @param reason why, in one sentence
 */
public record Failure(String url, FailureKind kind, String reason)
    implements Comparable<Failure>, JsonForm {
  private static final Comparator<Failure> ORDER =
      Comparator.comparing(Failure::url)
          .thenComparing(Failure::reason)
          .thenComparing(Failure::kind);

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
    json.put("url", url).put("kind", kind).put("reason", reason);
  }
}
