package dev.pop.core.http;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.apt.ArchiveUrl;
import java.util.List;

/**
 * The servers that have the files of one archive, the preferred one first. Each address carries the
 * credentials for its own server and for no other.
 *
 * @param inOrder at least one
 */
public record Upstreams(List<ArchiveUrl> inOrder) {
  public Upstreams {
    inOrder = List.copyOf(inOrder);
    checkArgument(!inOrder.isEmpty(), "an archive has at least one upstream");
  }

  /** One server alone. */
  public static Upstreams of(ArchiveUrl only) {
    return new Upstreams(List.of(only));
  }

  /** The preferred server. */
  public ArchiveUrl first() {
    return inOrder.get(0);
  }
}
