package dev.pop.core.openpgp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pop.core.apt.ClearsignedText;
import dev.pop.core.apt.FormatException;
import dev.pop.core.fuzz.Expect;

class ReleaseGpgFuzzTest {
  /** The packets of a signature of a known text, which begin the message of the other target. */
  @FuzzTest
  void verify_anySignature_countsOrIsRefused(byte[] input) throws FormatException {
    byte[] text = ClearsignedText.split(FuzzKeys.message()).text();
    try {
      DetachedSignatureMatch.require(text, input);
    } catch (FormatException e) {
      Expect.oneLine(e);
    }
    try {
      FuzzKeys.verifier(TrustedKeys.of(FuzzKeys.keyring())).verifyDetached(text, input);
    } catch (FormatException e) {
      Expect.oneLine(e);
    }
  }
}
