package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import dev.pop.mirror.repository.WantedSuite.WantedComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One suite of one archive with everything that the list's lines together want of it.
 *
 * @param archive which archive it is of, and where that is fetched from
 * @param name such as {@code jammy-updates}; a flat suite ends in a slash
 * @param wanted what of it is mirrored
 * @param trust what must hold of its signed files
 * @param position the first line of the list that names it, for messages
 */
public record Suite(
    Archive archive, String name, WantedSuite wanted, TrustPolicy trust, SourcePosition position) {

  /** The same suite, with {@code Contents} indices or without. */
  Suite withContents(boolean contents) {
    return wanted.contents() == contents
        ? this
        : new Suite(archive, name, wanted.withContents(contents), trust, position);
  }

  /**
   * Whether the archive has no {@code dists}: {@code Release} lies in the suite's own directory.
   */
  public boolean isFlat() {
    return name.endsWith("/");
  }

  /**
   * The directory of {@code Release} below the archive's base, without a slash at its end: {@code
   * dists/NAME}, or the flat suite's directory, empty when that is the base.
   */
  public String directory() {
    if (!isFlat()) {
      return "dists/" + name;
    }
    return name.equals("./") || name.equals("/") ? "" : name.substring(0, name.length() - 1);
  }

  /** {@code path}, relative to {@link #directory}, seen from the archive's base. */
  public String resolve(String path) {
    return directory().isEmpty() ? path : directory() + "/" + path;
  }

  /**
   * Whether it is of a security pocket, or of a service that only has such: what comes first when
   * not everything can come at once.
   */
  public boolean isSecurity() {
    return name.endsWith("-security")
        || name.contains("-security/")
        || archive.address().host().equals("esm.ubuntu.com");
  }

  /** What is wanted as source lines, without credentials: components wanted alike share a line. */
  public List<String> sourceLines() {
    return sourceLines(archive.location(), "");
  }

  /**
   * As {@link #sourceLines()}.
   *
   * @param url how they name the archive
   * @param options of each, beside the architectures
   */
  List<String> sourceLines(String url, String options) {
    Map<WantedComponent, List<String>> alike = new LinkedHashMap<>();
    wanted
        .components()
        .forEach(
            (component, of) -> alike.computeIfAbsent(of, w -> new ArrayList<>()).add(component));
    List<String> lines = new ArrayList<>();
    alike.forEach(
        (of, names) -> {
          String what = (url + " " + name + " " + String.join(" ", names)).stripTrailing();
          if (!of.architectures().isEmpty()) {
            String all = ("arch=" + String.join(",", of.architectures()) + " " + options).strip();
            lines.add("deb [" + all + "] " + what);
          }
          if (of.sources()) {
            lines.add("deb-src " + (options.isEmpty() ? "" : "[" + options + "] ") + what);
          }
        });
    return lines;
  }

  /**
   * What is wanted, and what must hold of its signed files, as a text that differs exactly when a
   * sync would choose or accept others. Where it is fetched from is left aside.
   */
  public String selection() {
    return name + " " + wanted.fingerprint() + " " + trust.fingerprint();
  }

  /** Archive and suite, for messages; without credentials. */
  @Override
  public String toString() {
    return archive.location() + " " + name;
  }
}
