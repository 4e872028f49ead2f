package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.apt.ClearsignedText;
import dev.pop.core.apt.FormatException;
import dev.pop.core.fuzz.Expect;

class InReleaseFuzzTest {
  /** Whatever is done to a signed message, no other text is ever trusted. */
  @FuzzTest
  void verify_anyText_trustsNoOther(byte[] input) throws FormatException {
    TrustedKeys keys = TrustedKeys.of(FuzzKeys.keyring());
    Verification verification;
    try {
      verification = FuzzKeys.verifier(keys).verifyInline(input);
    } catch (FormatException e) {
      Expect.oneLine(e);
      return;
    }
    if (verification.isTrusted()) {
      byte[] signed = ClearsignedText.split(FuzzKeys.message()).text();
      assertThat(verification.trustedText()).isEqualTo(signed);
    }
  }
}
