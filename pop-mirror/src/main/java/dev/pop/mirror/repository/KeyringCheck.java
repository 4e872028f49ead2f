package dev.pop.mirror.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.io.IoErrors;
import dev.pop.core.openpgp.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether the keyrings that a list names can be used; a run refuses their suites else. */
final class KeyringCheck {
  private final Diagnostics diagnostics;
  private final Map<Path, Optional<String>> faults = new HashMap<>();

  KeyringCheck(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  void check(ParsedList.Line line) {
    for (Suite suite : line.suites()) {
      TrustPolicy trust = suite.trust();
      if (trust.verify() == GpgVerify.OFF) {
        continue;
      }
      for (Path keyring : trust.signedBy().keyrings()) {
        faults
            .computeIfAbsent(keyring, KeyringCheck::fault)
            .ifPresent(reason -> diagnostics.fault(line.position(), reason));
      }
      trust
          .key()
          .flatMap(KeyringCheck::faultOfKey)
          .ifPresent(reason -> diagnostics.fault(line.position(), reason));
    }
  }

  private static Optional<String> fault(Path keyring) {
    try {
      TrustedKeys.load(List.of(keyring));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("signed-by: " + IoErrors.describe(e));
    }
  }

  private static Optional<String> faultOfKey(String armored) {
    try {
      TrustedKeys.of(armored.getBytes(UTF_8));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("signed-by: the key is unusable: " + e.getMessage());
    }
  }
}
