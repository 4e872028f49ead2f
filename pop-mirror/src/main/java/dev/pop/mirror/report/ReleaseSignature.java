package dev.pop.mirror.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the Release of a suite is signed by a trusted key. The names are those of its JSON form.
 *
 * @param verified whether one is
 * @param keys fingerprints of the primary keys that made good signatures, in upper-case hexadecimal
 *     digits; empty when it is not verified
 * @param keyrings the files that hold these keys; empty for a key that the mirror list has itself
 * @param reason why it is not verified; empty when it is
 */
public record ReleaseSignature(
    boolean verified, List<String> keys, List<Path> keyrings, Optional<String> reason)
    implements JsonForm {
  public ReleaseSignature {
    keys = List.copyOf(keys);
    keyrings = List.copyOf(keyrings);
  }

  /** One that was verified. */
  public static ReleaseSignature by(List<String> keys, List<Path> keyrings) {
    return new ReleaseSignature(true, keys, keyrings, Optional.empty());
  }

  /** One that was not. */
  public static ReleaseSignature unverified(String reason) {
    return new ReleaseSignature(false, List.of(), List.of(), Optional.of(reason));
  }

  /** The same with more keys, which are as good. */
  public ReleaseSignature and(List<String> more) {
    List<String> all = Stream.concat(keys.stream(), more.stream()).distinct().toList();
    return new ReleaseSignature(verified, all, keyrings, reason);
  }

  /** In a few words, such as {@code verified, by key 0123...}. */
  @Override
  public String toString() {
    return verified
        ? "verified, by key " + String.join(" and ", keys)
        : "not verified: " + reason.orElse("");
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("verified", verified)
        .put("keys", keys)
        .put("keyrings", keyrings)
        .put("reason", reason);
  }
}
