package dev.pop.core.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.apt.FormatException;
import dev.pop.core.fuzz.Expect;

class KeyringFuzzTest {
  /** Keys are read deeply only when one of them signed, so a message asks for them. */
  @FuzzTest
  void of_anyBytes_readOrRefused(byte[] input) throws FormatException {
    TrustedKeys keys;
    try {
      keys = TrustedKeys.of(input);
    } catch (FormatException e) {
      Expect.oneLine(e);
      return;
    }
    assertThat(keys.isEmpty()).isFalse();
    Verification verification = FuzzKeys.verifier(keys).verifyInline(FuzzKeys.message());
    assertThat(verification.good().size() + verification.bad().size()).isPositive();
  }
}
