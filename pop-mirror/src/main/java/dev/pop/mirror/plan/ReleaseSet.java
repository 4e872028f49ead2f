package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Validators;
import dev.pop.mirror.repository.Suite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The signed files of one generation of a suite, as they lie in the skeleton. Where upstream has
 * none, the generation is what its indices are.
 *
 * @param release what they say; without them, which indices there are
 * @param sizes bytes of those of {@code Release.gpg}, {@code Release}, {@code InRelease} that
 *     upstream has, by name, in the order in which they are published
 * @param validators of the file that tells whether the generation is still the present one
 */
public record ReleaseSet(ReleaseFile release, Map<String, Long> sizes, Validators validators) {

  /** Every name, in the order of publishing: what clients read first comes last. */
  public static final List<String> NAMES =
      List.of(PublishedSuite.SIGNATURE, PublishedSuite.RELEASE, PublishedSuite.IN_RELEASE);

  public ReleaseSet {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
  }

  /** The names of the files, in the order in which they are published. */
  public List<String> names() {
    return List.copyOf(sizes.keySet());
  }

  /** Whether upstream has a Release, so that something vouches for the indices. */
  public boolean hasRelease() {
    return !sizes.isEmpty();
  }

  /**
   * The file that clients read first: {@code InRelease} where there is one; the first index where
   * there is no Release at all.
   */
  public String first() {
    List<String> names = hasRelease() ? names() : List.copyOf(release.entries().keySet());
    return names.get(hasRelease() ? names.size() - 1 : 0);
  }

  /** Whether {@code path}, below the archive's base, is one of the signed files of a suite. */
  public static boolean isSigned(Suite suite, String path) {
    return NAMES.stream().anyMatch(name -> suite.resolve(name).equals(path));
  }
}
