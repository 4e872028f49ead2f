package dev.pop.mirror.report;

import dev.pop.core.apt.ArchiveUrl;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the id of an archive in what earlier versions wrote, which named archives by their URL. The
 * scheme may have changed since.
 */
final class FormerNames {
  /** Ids, by host and path of the URL. */
  private final Map<String, String> ids = new HashMap<>();

  /** Adds an archive that the mirror has now. */
  void add(String archive, String repository) {
    if (isUrl(repository)) {
      ids.put(ArchiveUrl.diskPathOf(repository), archive);
    }
  }

  /** The id of an archive that was written as {@code name}, which may be the id itself. */
  String id(String name) {
    if (!isUrl(name)) {
      return name;
    }
    String place = ArchiveUrl.diskPathOf(name);
    return ids.getOrDefault(place, place);
  }

  private static boolean isUrl(String name) {
    return name.contains("://");
  }
}
