package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A source package in the format {@code 3.0 (quilt)}: a {@code .dsc}, the upstream's {@code
 * .orig.tar.xz} and the packager's {@code .debian.tar.xz}. The same settings always give the same
 * bytes, so two revisions share their {@code .orig.tar.xz}. Immutable, safe for several threads.
 *
 * @see <a href="https://manpages.debian.org/dsc.5">dsc(5)</a>
 */
public final class SourcePackage {
  private static final List<HashAlgorithm> LISTED =
      List.of(HashAlgorithm.SHA1, HashAlgorithm.SHA256, HashAlgorithm.MD5);

  private final String name;
  private final String version;
  private final Stanza dsc = new Stanza();
  private final SortedMap<String, Blob> files = new TreeMap<>();

  private SourcePackage(Builder builder) {
    name = builder.name;
    version = builder.version;
    String full = DebFile.withoutEpoch(version);
    String upstream = full.substring(0, full.lastIndexOf('-'));
    String top = name + "-" + upstream + "/";
    files.put(name + "_" + upstream + ".orig.tar.xz", tar(top, builder.files));
    files.put(name + "_" + full + ".debian.tar.xz", tar("", builder.debianFiles()));
    dsc.put("Format", "3.0 (quilt)").put("Source", name);
    dsc.put("Binary", String.join(", ", builder.binaries));
    dsc.put("Architecture", Builder.ARCHITECTURE).put("Version", version);
    dsc.put("Maintainer", DebFile.MAINTAINER).put("Standards-Version", "4.6.2");
    dsc.put("Build-Depends", Builder.BUILD_DEPENDS).put("Package-List", builder.packageList());
    for (HashAlgorithm algorithm : LISTED) {
      dsc.put(algorithm.sourcesField(), fileList(algorithm));
    }
    files.put(dscName(), Blob.ofText(dsc.text()));
  }

  /**
   * Begins a source package.
   *
   * @param version upstream version and Debian revision, as in {@code 2.10-3}
   * @throws IllegalArgumentException if the name is none or the version has no revision
   */
  public static Builder named(String name, String version) {
    return new Builder(name, version);
  }

  /** Name of the source package. */
  public String name() {
    return name;
  }

  /** The whole version. */
  public String version() {
    return version;
  }

  /** Name of the {@code .dsc} file. */
  public String dscName() {
    return name + "_" + DebFile.withoutEpoch(version) + ".dsc";
  }

  /** The three files by name, each a copy. */
  public SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> copies = new TreeMap<>();
    files.forEach((fileName, blob) -> copies.put(fileName, blob.bytes().clone()));
    return copies;
  }

  Map<String, Blob> blobs() {
    return Collections.unmodifiableSortedMap(files);
  }

  /** The stanza of {@code Sources}: the {@code .dsc}'s fields, with the {@code .dsc} listed too. */
  Stanza sourcesStanza(String directory) {
    Stanza stanza = new Stanza().put("Package", name).putAll(dsc.fields()).remove("Source");
    for (HashAlgorithm algorithm : LISTED) {
      stanza.put(algorithm.sourcesField(), fileList(algorithm));
    }
    return stanza.put("Directory", directory).put("Priority", "optional").put("Section", "misc");
  }

  private String fileList(HashAlgorithm algorithm) {
    StringBuilder lines = new StringBuilder();
    files.forEach(
        (fileName, blob) ->
            lines.append("\n " + blob.hex(algorithm) + " " + blob.sizeBytes() + " " + fileName));
    return lines.toString();
  }

  private static Blob tar(String prefix, SortedMap<String, byte[]> files) {
    return Blob.of(Packed.as(Compression.XZ, SampleTar.of(prefix, files)));
  }

  /** For messages: the name of the {@code .dsc} file. */
  @Override
  public String toString() {
    return dscName();
  }

  /** Collects what a source package is made of. For one thread. */
  public static final class Builder {
    private static final String ARCHITECTURE = "any";
    private static final String BUILD_DEPENDS = "debhelper-compat (= 13)";

    private final String name;
    private final String version;
    private List<String> binaries;
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    private Builder(String name, String version) {
      checkArgument(name.matches("[a-z0-9][a-z0-9+.-]+"), "bad package name: %s", name);
      checkArgument(
          version.matches("([0-9]+:)?[0-9][A-Za-z0-9.+~-]*-[A-Za-z0-9.+~]+"),
          "version without upstream part and revision: %s",
          version);
      this.name = name;
      this.version = version;
      this.binaries = List.of(name);
    }

    /** The binary packages it builds; by default one of its own name. */
    public Builder binaries(String... names) {
      binaries = List.of(names);
      return this;
    }

    /** An upstream file with a text in UTF-8. */
    public Builder file(String path, String text) {
      SampleTar.requireInside(path);
      files.put(path, utf8(text));
      return this;
    }

    /** Makes the package. */
    public SourcePackage build() {
      return new SourcePackage(this);
    }

    private String packageList() {
      StringBuilder lines = new StringBuilder();
      for (String binary : binaries) {
        lines.append("\n " + binary + " deb misc optional arch=" + ARCHITECTURE);
      }
      return lines.toString();
    }

    private SortedMap<String, byte[]> debianFiles() {
      SortedMap<String, byte[]> debian = new TreeMap<>();
      debian.put("debian/changelog", utf8(changelog()));
      debian.put("debian/control", utf8(control()));
      debian.put("debian/rules", utf8("#!/usr/bin/make -f\n%:\n\tdh $@\n"));
      debian.put("debian/source/format", utf8("3.0 (quilt)\n"));
      return debian;
    }

    private String changelog() {
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME
              .format(SampleTar.MODIFIED.atOffset(ZoneOffset.UTC))
              .replace("GMT", "+0000");
      return "%s (%s) unstable; urgency=medium\n\n  * Sample release.\n\n -- %s  %s\n"
          .formatted(name, version, DebFile.MAINTAINER, date);
    }

    private String control() {
      Stanza source = new Stanza().put("Source", name).put("Section", "misc");
      source.put("Priority", "optional").put("Maintainer", DebFile.MAINTAINER);
      source.put("Build-Depends", BUILD_DEPENDS).put("Standards-Version", "4.6.2");
      StringBuilder text = new StringBuilder(source.text());
      for (String binary : binaries) {
        Stanza stanza = new Stanza().put("Package", binary).put("Architecture", ARCHITECTURE);
        text.append('\n').append(stanza.put("Description", "sample package").text());
      }
      return text.toString();
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
