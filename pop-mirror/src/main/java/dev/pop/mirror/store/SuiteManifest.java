package dev.pop.mirror.store;

import dev.pop.core.Internal;
import dev.pop.core.http.Validators;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The memory of one suite: which generation is published, and which files it needs, each with the
 * size and digest that were verified. It is written when the generation is published, never before.
 *
 * @param selection what the mirror list asked for ({@link Suite#selection})
 * @param complete whether the suite has everything that was asked for
 * @param published when it was published
 * @param validators of the {@code InRelease} or {@code Release} that upstream had, or of the first
 *     index where it had neither
 * @param witness that file as it lies in the mirror
 * @param present when every file was last seen to be there, if that was after it was published
 * @param signature whether a trusted key signed it; empty in a manifest of an older version
 * @param generation names what was published; empty in a manifest of an older version
 * @param fileCount number of files, indices included
 * @param byteCount their sum
 */
@Internal
public record SuiteManifest(
    String selection,
    boolean complete,
    Instant published,
    Validators validators,
    ReleaseFingerprint witness,
    Optional<Instant> present,
    Optional<ReleaseSignature> signature,
    Optional<GenerationId> generation,
    long fileCount,
    long byteCount) {

  public SuiteManifest {
    published = published.truncatedTo(ChronoUnit.SECONDS); // people read it
  }

  /**
   * A published file, as it was when it was published.
   *
   * @param path below the archive's base
   * @param size in bytes
   * @param modifiedMillis its time of modification
   */
  public record ReleaseFingerprint(String path, long size, long modifiedMillis) {
    /** The file below {@code root} as it is now. */
    static ReleaseFingerprint of(Path root, String path) throws IOException {
      Path file = root.resolve(path);
      return new ReleaseFingerprint(
          path, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }

    /** Whether the file below {@code root} is still as it was. */
    public boolean isStillAt(Path root) {
      try {
        return equals(of(root, path));
      } catch (IOException e) {
        return false;
      }
    }
  }

  /**
   * Whether an earlier version asked for what {@code suite} asks for, as far as it wrote that down:
   * it did not say whether {@code Contents} indices were wanted.
   */
  boolean isFormer(Suite suite) {
    return selection.equals(formerSelection(suite));
  }

  /** What earlier versions wrote, after the URL. */
  private static String formerSelection(Suite suite) {
    return suite.name()
        + " "
        + suite.wanted().byHash()
        + " "
        + suite.wanted().components().entrySet().stream()
            .map(
                it ->
                    it.getKey()
                        + "=Wanted[architectures="
                        + it.getValue().architectures()
                        + ", sources="
                        + it.getValue().sources()
                        + "]")
            .collect(Collectors.joining(", ", "{", "}"))
        + " "
        + suite.trust().fingerprint();
  }

  /** The same generation, which has what is asked for in these words. */
  SuiteManifest withSelection(String words) {
    Copy copy = new Copy(this);
    copy.selection = words;
    return copy.build();
  }

  /** The same generation, of which only these files are known to be sound. */
  SuiteManifest withOnly(FileTable table, int[] ids) {
    Copy copy = new Copy(this);
    copy.complete = false;
    copy.fileCount = ids.length;
    copy.byteCount = IntStream.of(ids).mapToLong(table::size).sum();
    return copy.build();
  }

  /** The same generation, of which is known by now whether a trusted key signed it. */
  SuiteManifest with(ReleaseSignature judged) {
    Copy copy = new Copy(this);
    copy.signature = Optional.of(judged);
    return copy.build();
  }

  /** The same generation, of whose first file a server says this. */
  SuiteManifest with(Validators given) {
    Copy copy = new Copy(this);
    copy.validators = given;
    return copy.build();
  }

  /** The same generation, of which the name is known by now. */
  SuiteManifest with(GenerationId id) {
    Copy copy = new Copy(this);
    copy.generation = Optional.of(id);
    return copy.build();
  }

  /** The same generation, of which every file was there at that time. */
  SuiteManifest presentAt(Instant now) {
    Copy copy = new Copy(this);
    copy.present = Optional.of(now.truncatedTo(ChronoUnit.SECONDS));
    return copy.build();
  }

  /** The same manifest, in which some values are replaced. */
  private static final class Copy {
    private final SuiteManifest of;
    private String selection;
    private boolean complete;
    private Validators validators;
    private Optional<Instant> present;
    private Optional<ReleaseSignature> signature;
    private Optional<GenerationId> generation;
    private long fileCount;
    private long byteCount;

    Copy(SuiteManifest of) {
      this.of = of;
      this.selection = of.selection;
      this.complete = of.complete;
      this.validators = of.validators;
      this.present = of.present;
      this.signature = of.signature;
      this.generation = of.generation;
      this.fileCount = of.fileCount;
      this.byteCount = of.byteCount;
    }

    SuiteManifest build() {
      return new SuiteManifest(
          selection,
          complete,
          of.published,
          validators,
          of.witness,
          present,
          signature,
          generation,
          fileCount,
          byteCount);
    }
  }

  /** When every file of it was last known to be there. */
  public Instant lastPresent() {
    return present.orElse(published);
  }
}
