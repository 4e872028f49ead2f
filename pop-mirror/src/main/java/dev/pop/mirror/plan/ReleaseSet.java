package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.http.Validators;
import java.util.List;

/**
 * The signed files of one generation of a suite, as they lie in the skeleton.
 *
 * @param release what they say
 * @param names those of {@code Release.gpg}, {@code Release}, {@code InRelease} that upstream has,
 *     in the order in which they are published
 * @param validators of the file that tells whether the generation is still the present one
 */
public record ReleaseSet(ReleaseFile release, List<String> names, Validators validators) {

  /** Every name, in the order of publishing: what clients read first comes last. */
  public static final List<String> NAMES = List.of("Release.gpg", "Release", "InRelease");

  public ReleaseSet {
    names = List.copyOf(names);
  }

  /** The file that clients read first: {@code InRelease} where there is one. */
  public String first() {
    return names.get(names.size() - 1);
  }
}
