package dev.pop.mirror.store;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.pop.core.Internal;
import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.mirror.repository.Suite;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of one published generation of a suite: the SHA-256 of a text about its content, see
 * docs/cli.md. The same content has the same name on every machine, whenever it was fetched and
 * from where.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
@Internal
public record GenerationId(String hex) {
  /** So many digits at the beginning name a generation for people. */
  public static final int SHORT_DIGITS = 8;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{" + SHORT_DIGITS + ",64}");

  /**
   * @throws IllegalArgumentException if {@code hex} is not such a number
   */
  public GenerationId {
    checkArgument(HEX.matcher(hex).matches(), "not the id of a generation: '%s'", hex);
  }

  /**
   * The id of a generation.
   *
   * @param archive id of the archive
   * @param suite what is wanted of the suite
   * @param signed {@code InRelease}, or {@code Release} where that is missing; {@code Manifest}
   *     where there is neither
   * @param signedDigest digest of that file; of the files where there is neither
   * @param files see {@link FileLines#digest}
   */
  static GenerationId of(
      String archive, Suite suite, String signed, Checksum signedDigest, Checksum files) {
    StringBuilder text = new StringBuilder("pop generation 1\n");
    field(text, "Archive", archive);
    field(text, "Suite", suite.name());
    field(text, signed, signedDigest.hex());
    field(text, "Wanted", suite.wanted().fingerprint());
    field(text, "Files", files.hex());
    byte[] digest = HashAlgorithm.SHA256.newDigest().digest(text.toString().getBytes(UTF_8));
    return new GenerationId(Checksum.of(HashAlgorithm.SHA256, digest).hex());
  }

  /** No value has a line feed, so that no two contents have one text. */
  private static void field(StringBuilder text, String name, String value) {
    checkArgument(value.indexOf('\n') < 0, "%s has a line feed: %s", name, value);
    text.append(name).append(": ").append(value).append('\n');
  }

  /** The first {@value #SHORT_DIGITS} digits, as people type them. */
  public String shortForm() {
    return hex.substring(0, SHORT_DIGITS);
  }

  /**
   * Whether the id begins so.
   *
   * @param prefix at least {@value #SHORT_DIGITS} hexadecimal digits of either case
   * @throws IllegalArgumentException if it is anything else
   */
  public boolean beginsWith(String prefix) {
    return hex.startsWith(requirePrefix(prefix));
  }

  /** The digits in lower case; throws as {@link #beginsWith} does. */
  @CanIgnoreReturnValue
  static String requirePrefix(String prefix) {
    String digits = prefix.toLowerCase(Locale.ROOT);
    checkArgument(
        PREFIX.matcher(digits).matches(),
        "a generation is named by %s to 64 hexadecimal digits, and not by '%s'",
        SHORT_DIGITS,
        prefix);
    return digits;
  }

  @Override
  public String toString() {
    return hex;
  }
}
