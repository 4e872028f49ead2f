package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.apt.ArchiveUrl;

/**
 * Two entitled services of a contract with one archive and suite.
 *
 * @param first the one that the contract names first, by its name there
 * @param second the other
 * @param base their archive
 * @param suite of it
 */
@Internal
public record ServiceClash(String first, String second, ArchiveUrl base, String suite) {
  @Override
  public String toString() {
    return first + " and " + second + " share " + base + " " + suite;
  }
}
