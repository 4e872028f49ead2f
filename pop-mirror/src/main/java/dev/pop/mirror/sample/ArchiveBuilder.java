package dev.pop.mirror.sample;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Sets;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import dev.pop.core.openpgp.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A small real apt archive on disk, and its later generations. For one thread.
 *
 * <pre>{@code
 * ArchiveBuilder archive = ArchiveBuilder.at(root).signedBy(key);
 * archive.suite("jammy").components("main", "universe").add("main", hello);
 * archive.write();
 * archive.suite("jammy").remove("main", "hello").add("main", newerHello);
 * archive.date(tomorrow).write();
 * }</pre>
 *
 * @see <a href="https://wiki.debian.org/DebianRepository/Format">DebianRepository/Format</a>
 */
public final class ArchiveBuilder {
  /** The date of a generation unless {@link #date} sets another. */
  public static final Instant DEFAULT_DATE = Instant.parse("2024-04-25T15:10:33Z");

  private final Path root;
  private final Map<String, ReleaseBuilder<?>> releases = new LinkedHashMap<>();
  private final Set<String> pooled = new TreeSet<>();
  private Optional<SigningKey> key = Optional.empty();
  private Instant date = DEFAULT_DATE;
  private Optional<Instant> validUntil = Optional.empty();
  private Set<Compression> written = Set.of(Compression.GZIP, Compression.XZ);
  private boolean plainListed = true;
  private Set<HashAlgorithm> hashes =
      Set.of(HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.SHA256);
  private boolean acquireByHash = true;
  private boolean pruning;
  private String origin = "Sample";
  private String label = "Sample";
  private String version = "";

  private ArchiveBuilder(Path root) {
    this.root = root;
  }

  /** An archive without suites whose base is {@code root}, which need not exist. */
  public static ArchiveBuilder at(Path root) {
    return new ArchiveBuilder(root);
  }

  /** The directory that the archive's URI names. */
  public Path root() {
    return root;
  }

  /** Signs every {@code Release}; without a key there is no InRelease nor Release.gpg. */
  public ArchiveBuilder signedBy(SigningKey signingKey) {
    key = Optional.of(signingKey);
    return this;
  }

  /** Writes the next generations without signatures. */
  public ArchiveBuilder unsigned() {
    key = Optional.empty();
    return this;
  }

  /** The field {@code Date}, the signatures' date and the modification time of new files. */
  public ArchiveBuilder date(Instant instant) {
    date = instant;
    return this;
  }

  /** The field {@code Valid-Until}; none by default. */
  public ArchiveBuilder validUntil(Instant instant) {
    validUntil = Optional.of(instant);
    return this;
  }

  /** The forms of the indices on disk, all listed in Release; GZIP and XZ by default. */
  public ArchiveBuilder compressions(Compression... forms) {
    checkArgument(forms.length > 0, "no form of the indices");
    written = Set.copyOf(Arrays.asList(forms));
    return this;
  }

  /**
   * Whether {@code Release} lists the plain indices though they are not on disk, as Ubuntu does;
   * true by default.
   */
  public ArchiveBuilder plainListed(boolean listed) {
    plainListed = listed;
    return this;
  }

  /** The digest sections of {@code Release}; MD5Sum, SHA1 and SHA256 by default. */
  public ArchiveBuilder hashes(HashAlgorithm... algorithms) {
    checkArgument(algorithms.length > 0, "no digest in Release");
    hashes = Set.copyOf(Arrays.asList(algorithms));
    return this;
  }

  /** Whether indices are also found by-hash, under each listed digest; true by default. */
  public ArchiveBuilder acquireByHash(boolean offered) {
    acquireByHash = offered;
    return this;
  }

  /**
   * Whether {@link #write} deletes package files that this object wrote and no suite lists any
   * more; false by default.
   */
  public ArchiveBuilder deletingUnlisted(boolean deleting) {
    pruning = deleting;
    return this;
  }

  /** The field {@code Origin}; empty for none. */
  public ArchiveBuilder origin(String value) {
    origin = value;
    return this;
  }

  /** The field {@code Label}; empty for none. */
  public ArchiveBuilder label(String value) {
    label = value;
    return this;
  }

  /** The field {@code Version}, as in {@code 22.04}; none by default. */
  public ArchiveBuilder version(String value) {
    version = value;
    return this;
  }

  /** The suite {@code dists/NAME}, made when it is first asked for. */
  public SuiteBuilder suite(String name) {
    return release("dists/" + name, () -> new SuiteBuilder(name));
  }

  /**
   * What has its {@code Release} in a directory.
   *
   * @param made what to begin when there is none yet
   */
  @SuppressWarnings("unchecked") // a directory has one kind of builder
  <T extends ReleaseBuilder<T>> T release(String directory, Supplier<T> made) {
    return (T) releases.computeIfAbsent(directory, path -> made.get());
  }

  /**
   * Writes what was set as the archive's present generation: package files, then of each suite the
   * indices, the by-hash links and the Release files, each by atomic rename. Unchanged files keep
   * their date; by-hash files of earlier generations stay.
   *
   * @throws IllegalStateException if two packages of different bytes have one path, or if a package
   *     is of an architecture that its suite lacks; nothing was written then
   * @throws IOException if the disk fails; the archive may then be of two generations
   */
  public void write() throws IOException {
    ArchiveSettings settings = settings();
    Pool pool = new Pool();
    Map<ReleaseBuilder<?>, SortedMap<String, byte[]>> indices = new LinkedHashMap<>();
    for (ReleaseBuilder<?> release : releases.values()) {
      indices.put(release, release.indices(settings, pool));
    }
    pool.writeTo(root, date);
    for (Map.Entry<ReleaseBuilder<?>, SortedMap<String, byte[]>> release : indices.entrySet()) {
      release.getKey().write(root, settings, release.getValue());
    }
    if (pruning) {
      prune(pool);
    }
    pooled.addAll(pool.paths());
  }

  private void prune(Pool pool) throws IOException {
    Set<String> unlisted = Set.copyOf(Sets.difference(pooled, pool.paths()));
    for (String path : unlisted) {
      Files.deleteIfExists(root.resolve(path));
    }
    pooled.removeAll(unlisted);
  }

  private ArchiveSettings settings() {
    return new ArchiveSettings(
        key,
        date,
        validUntil,
        Sets.immutableEnumSet(written),
        plainListed,
        Sets.immutableEnumSet(hashes),
        acquireByHash,
        origin,
        label,
        version);
  }
}
