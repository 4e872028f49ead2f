package dev.pop.mirror.sample;

import java.util.List;
import java.util.function.Function;

/** The text of {@code Sources}. */
final class SourcesIndex {
  private SourcesIndex() {}

  /**
   * Lists the packages and adds their files to the pool.
   *
   * @param directory says where in the archive a package's files lie
   */
  static String of(
      List<SourcePackage> sources, Function<SourcePackage, String> directory, Pool pool) {
    StringBuilder text = new StringBuilder();
    for (SourcePackage source : sources) {
      String place = directory.apply(source);
      source.blobs().forEach((name, blob) -> pool.put(place + "/" + name, blob));
      text.append(source.sourcesStanza(place).text()).append('\n');
    }
    return text.toString();
  }
}
