package dev.pop.core.openpgp;

import dev.pop.core.Internal;
import dev.pop.core.apt.FormatException;
import java.util.List;
import java.util.stream.Collectors;

/** What the signatures of a {@code Release} are worth. Immutable. */
@Internal
public final class Verification {
  private final byte[] text;
  private final List<GoodSignature> good;
  private final List<BadSignature> bad;

  Verification(byte[] text, List<GoodSignature> good, List<BadSignature> bad) {
    this.text = text;
    this.good = List.copyOf(good);
    this.bad = List.copyOf(bad);
  }

  /**
   * Whether to trust the text. As for apt, one good signature is enough and unknown, expired or
   * weak ones beside it do no harm; but one that a known key did not make over this text spoils it.
   */
  public boolean isTrusted() {
    return !good.isEmpty() && bad.stream().noneMatch(signature -> signature.reason().isFatal());
  }

  /** The signatures that hold, in their order. */
  public List<GoodSignature> good() {
    return good;
  }

  /** The signatures that do not count, in their order. */
  public List<BadSignature> bad() {
    return bad;
  }

  /**
   * The text to parse, which is the one that was signed: of an {@code InRelease} what is inside,
   * else the {@code Release} itself. The array is shared, and not to be changed.
   */
  public byte[] text() {
    return text;
  }

  /**
   * {@link #text()}, if it is trusted.
   *
   * @throws FormatException if it is not; the message names each key and what is wrong with its
   *     signature
   */
  public byte[] trustedText() throws FormatException {
    if (!isTrusted()) {
      throw new FormatException(toString());
    }
    return text;
  }

  /** One line on the outcome. */
  @Override
  public String toString() {
    if (isTrusted()) {
      return join(good);
    }
    return bad.isEmpty() ? "it is not signed" : "it is not trusted: " + join(bad);
  }

  private static String join(List<?> signatures) {
    return signatures.stream().map(Object::toString).collect(Collectors.joining("; "));
  }
}
