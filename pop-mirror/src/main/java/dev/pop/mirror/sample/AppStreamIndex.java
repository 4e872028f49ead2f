package dev.pop.mirror.sample;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * AppStream data of the packages with a {@code .desktop} file.
 *
 * @see <a href="https://www.freedesktop.org/software/appstream/docs/">AppStream, DEP-11 YAML</a>
 */
final class AppStreamIndex {
  private static final String DESKTOP_FILES = "usr/share/applications/";
  private static final String ICONS = "usr/share/icons/hicolor/48x48/apps/";

  private AppStreamIndex() {}

  /** {@code Components-ARCH.yml}: a head, then a YAML document for each application. */
  static String components(String origin, ArchiveSettings settings, List<PooledDeb> debs) {
    StringBuilder text =
        new StringBuilder(
            """
            ---
            File: DEP-11
            Version: '1.0'
            Origin: %s
            MediaBaseUrl: https://appstream.example.com/media
            Time: %s
            """
                .formatted(quoted(origin), quoted(settings.date().toString())));
    for (PooledDeb pooled : debs) {
      for (String path : pooled.deb().paths()) {
        if (path.startsWith(DESKTOP_FILES) && path.endsWith(".desktop")) {
          text.append(component(pooled.deb(), path.substring(DESKTOP_FILES.length())));
        }
      }
    }
    return text.toString();
  }

  private static String component(DebFile deb, String id) {
    return """
    ---
    Type: desktop-application
    ID: %s
    Package: %s
    Name:
      C: %s
    Summary:
      C: %s
    """
        .formatted(quoted(id), quoted(deb.name()), quoted(deb.name()), quoted(deb.synopsis()));
  }

  /** {@code icons-48x48.tar}: the packages' icons, named {@code PACKAGE_ICON}. */
  static byte[] icons(List<PooledDeb> debs) {
    SortedMap<String, byte[]> icons = new TreeMap<>();
    for (PooledDeb pooled : debs) {
      for (Map.Entry<String, byte[]> file : pooled.deb().files().entrySet()) {
        if (file.getKey().startsWith(ICONS)) {
          String icon = file.getKey().substring(ICONS.length()).replace('/', '_');
          icons.put(pooled.deb().name() + "_" + icon, file.getValue());
        }
      }
    }
    return SampleTar.of("", icons);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
