package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;

import dev.pop.core.io.Compression;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A binary package that dpkg can install. The same settings always give the same bytes. Immutable,
 * safe for several threads.
 *
 * <pre>{@code
 * DebFile.named("hello", "2.10-3").depends("libc6").file("usr/bin/hello", script).build()
 * }</pre>
 *
 * @see <a href="https://manpages.debian.org/deb.5">deb(5)</a>, the format 2.0 written here
 */
public final class DebFile {
  static final String MAINTAINER = "Sample Maintainers <maintainers@example.com>";

  private final Stanza control;
  private final String sourceName;
  private final SortedMap<String, byte[]> files;
  private final Blob blob;

  private DebFile(Builder builder, Stanza control, SortedMap<String, byte[]> files) {
    this.control = control;
    this.sourceName = builder.sourceName;
    this.files = Collections.unmodifiableSortedMap(files);
    this.blob = Blob.of(DebFormat.write(control.text(), files, builder.compression));
  }

  /**
   * Begins a package for amd64 without files.
   *
   * @param version as dpkg writes it, with epoch and revision if it has them
   */
  public static Builder named(String name, String version) {
    return new Builder(name, version);
  }

  /** The field {@code Package}. */
  public String name() {
    return value("Package");
  }

  /** The field {@code Version}. */
  public String version() {
    return value("Version");
  }

  /** The field {@code Architecture}. */
  public String architecture() {
    return value("Architecture");
  }

  /** The field {@code Section}. */
  public String section() {
    return value("Section");
  }

  /** Name of the source package, which names the directory in the pool. */
  public String sourceName() {
    return sourceName;
  }

  /** The description's first line. */
  public String synopsis() {
    return value("Description").lines().findFirst().orElse("");
  }

  /** The fields of the package's {@code control} file, in their order; further lines indented. */
  public Map<String, String> controlFields() {
    return control.fields();
  }

  /** Paths of the data files, relative to the root directory, sorted. */
  public SortedSet<String> paths() {
    return new TreeSet<>(files.keySet());
  }

  /** The file's name in a pool: {@code NAME_VERSION_ARCH.deb} without the version's epoch. */
  public String fileName() {
    return name() + "_" + withoutEpoch(version()) + "_" + architecture() + ".deb";
  }

  /** The whole package, a copy. */
  public byte[] bytes() {
    return blob.bytes().clone();
  }

  /** Size of the whole package. */
  public long sizeBytes() {
    return blob.sizeBytes();
  }

  Blob blob() {
    return blob;
  }

  SortedMap<String, byte[]> files() {
    return files;
  }

  static String withoutEpoch(String version) {
    return version.substring(version.indexOf(':') + 1);
  }

  private String value(String field) {
    return control.fields().getOrDefault(field, "");
  }

  /** For messages: the file's name. */
  @Override
  public String toString() {
    return fileName();
  }

  /** Collects what a package is made of. For one thread. */
  public static final class Builder {
    private static final EnumSet<Compression> MEMBER_FORMS =
        EnumSet.of(Compression.NONE, Compression.GZIP, Compression.XZ, Compression.ZSTD);

    private final String name;
    private final String version;
    private String architecture = "amd64";
    private String section = "misc";
    private String sourceName;
    private String sourceVersion;
    private String depends = "";
    private String description = "sample package\nMade to be mirrored.";
    private Compression compression = Compression.GZIP;
    private final Stanza more = new Stanza();
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    private Builder(String name, String version) {
      this.name = name;
      this.version = version;
      this.sourceName = name;
      this.sourceVersion = version;
    }

    /** The architecture, or {@code all}; {@code amd64} by default. */
    public Builder architecture(String value) {
      architecture = value;
      return this;
    }

    /** The section; {@code misc} by default. */
    public Builder section(String value) {
      section = value;
      return this;
    }

    /** The source package of the same version, if it is not named as this one. */
    public Builder source(String value) {
      return source(value, version);
    }

    /** The source package, if its name or version is not this one's. */
    public Builder source(String value, String itsVersion) {
      sourceName = value;
      sourceVersion = itsVersion;
      return this;
    }

    /** The field {@code Depends}, as in {@code libc6 (>= 2.34), adduser}; none by default. */
    public Builder depends(String value) {
      depends = value;
      return this;
    }

    /** The description: a line of synopsis, then any number of plain lines. */
    public Builder description(String value) {
      description = value;
      return this;
    }

    /** Any further control field, such as {@code Multi-Arch} or {@code Provides}. */
    public Builder field(String field, String value) {
      more.put(field, value);
      return this;
    }

    /** A data file; the bytes are copied. Files in {@code bin} or {@code sbin} are executable. */
    public Builder file(String path, byte[] content) {
      SampleTar.requireInside(path);
      files.put(path, content.clone());
      return this;
    }

    /** A data file with a text in UTF-8. */
    public Builder file(String path, String text) {
      return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** How both members are compressed: GZIP by default, or XZ, ZSTD, NONE. */
    public Builder compression(Compression value) {
      checkArgument(MEMBER_FORMS.contains(value), "dpkg does not read members in %s", value);
      compression = value;
      return this;
    }

    /**
     * Makes the package.
     *
     * @throws IllegalArgumentException if name, version or architecture are not what dpkg takes
     */
    public DebFile build() {
      for (String packageName : new String[] {name, sourceName}) {
        checkArgument(
            packageName.matches("[a-z0-9][a-z0-9+.-]+"), "bad package name: %s", packageName);
      }
      for (String packageVersion : new String[] {version, sourceVersion}) {
        checkArgument(
            packageVersion.matches("([0-9]+:)?[0-9][A-Za-z0-9.+~-]*"),
            "bad version: %s",
            packageVersion);
      }
      checkArgument(architecture.matches("[a-z0-9-]+"), "bad architecture: %s", architecture);
      return new DebFile(this, control(), new TreeMap<>(files));
    }

    private Stanza control() {
      Stanza control = new Stanza().put("Package", name);
      control.putUnlessEmpty("Source", sourceField());
      control.put("Version", version).put("Architecture", architecture);
      control.put("Maintainer", MAINTAINER).put("Installed-Size", installedKibibytes());
      control.putUnlessEmpty("Depends", depends);
      control.put("Section", section).put("Priority", "optional").putAll(more.fields());
      return control.put("Description", descriptionField());
    }

    private String sourceField() {
      if (!sourceVersion.equals(version)) {
        return sourceName + " (" + sourceVersion + ")";
      }
      return sourceName.equals(name) ? "" : sourceName;
    }

    /** Each file rounded up to whole KiB, as dpkg-gencontrol counts. */
    private String installedKibibytes() {
      return Long.toString(files.values().stream().mapToLong(f -> (f.length + 1023) / 1024).sum());
    }

    private String descriptionField() {
      int end = description.indexOf('\n');
      return end < 0
          ? description
          : description.substring(0, end)
              + Stanza.continuation(description.substring(end + 1).stripTrailing());
    }
  }
}
