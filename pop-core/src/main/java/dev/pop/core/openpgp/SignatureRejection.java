package dev.pop.core.openpgp;

import dev.pop.core.openpgp.BadSignature.Reason;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a signature does not count; never leaves the package. */
final class SignatureRejection extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final Reason reason;
  private final String detail;
  private final @Nullable String key;

  SignatureRejection(Reason reason, String detail) {
    this(reason, detail, null);
  }

  private SignatureRejection(Reason reason, String detail, @Nullable String key) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
    this.key = key;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }

  /** The same about a signature by a key with a fingerprint. */
  SignatureRejection of(String fingerprint) {
    return new SignatureRejection(reason, detail, fingerprint);
  }

  Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
