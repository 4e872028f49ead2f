package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Validators;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The signed files of one generation of a suite, as they lie in the skeleton.
 *
 * @param release what they say
 * @param sizes bytes of those of {@code Release.gpg}, {@code Release}, {@code InRelease} that
 *     upstream has, by name, in the order in which they are published
 * @param validators of the file that tells whether the generation is still the present one
 */
public record ReleaseSet(ReleaseFile release, Map<String, Long> sizes, Validators validators) {

  /** Every name, in the order of publishing: what clients read first comes last. */
  public static final List<String> NAMES = List.of("Release.gpg", "Release", "InRelease");

  public ReleaseSet {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
  }

  /** The names of the files, in the order in which they are published. */
  public List<String> names() {
    return List.copyOf(sizes.keySet());
  }

  /** The file that clients read first: {@code InRelease} where there is one. */
  public String first() {
    List<String> names = names();
    return names.get(names.size() - 1);
  }
}
