package dev.pop.mirror.sync;

import dev.pop.core.Plural;
import dev.pop.core.apt.FormatException;
import dev.pop.core.io.IoErrors;
import dev.pop.core.openpgp.BadSignature;
import dev.pop.core.openpgp.GoodSignature;
import dev.pop.core.openpgp.Verification;
import dev.pop.core.pro.Contract;
import dev.pop.mirror.plan.PublishedSuite;
import dev.pop.mirror.plan.ReleaseTrust;
import dev.pop.mirror.report.HealthReport.Expiry;
import dev.pop.mirror.report.HealthReport.Status;
import dev.pop.mirror.report.HealthReport.Thing;
import dev.pop.mirror.report.Problem;
import dev.pop.mirror.report.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at what ends some day: contract, tokens, and the keys that signed what is published. */
final class ExpiryHealthCheck {
  private static final Duration SOON = Duration.ofDays(30);

  private final Instant now;
  private final ReleaseTrust trust;
  private final List<Expiry> expiries = new ArrayList<>();

  /** By fingerprint, so that a key of many suites is told once. */
  private final Map<String, Expiry> keys = new TreeMap<>();

  ExpiryHealthCheck(ReleaseTrust trust, Clock clock) {
    this.now = clock.instant();
    this.trust = trust;
  }

  /** Looks at a contract, if there is one. */
  void contract(Path file) {
    if (Files.notExists(file)) {
      return;
    }
    try {
      contract(file.toString(), Contract.read(file));
    } catch (IOException e) {
      expiries.add(
          new Expiry(
              Thing.CONTRACT,
              file.toString(),
              Status.DEGRADED,
              Optional.empty(),
              Optional.empty(),
              List.of(
                  new Problem(
                      "the contract cannot be read, so nobody sees it end: "
                          + IoErrors.withRemedy(e),
                      Remedy.Action.NAME_CONTRACT))));
    }
  }

  /** Looks at a contract that is named so. */
  void contract(String name, Contract contract) {
    contract
        .effectiveTo()
        .ifPresent(
            end ->
                expiries.add(
                    expiry(
                        Thing.CONTRACT,
                        name,
                        end,
                        "the contract",
                        "; renew it",
                        Optional.of(Remedy.of(Remedy.Action.RENEW_CONTRACT)))));
    contract
        .tokensExpire()
        .ifPresent(
            end ->
                expiries.add(
                    expiry(
                        Thing.TOKENS,
                        name,
                        end,
                        "what the contract's tokens open",
                        "",
                        Optional.of(Remedy.of(Remedy.Action.RENEW_TOKENS)))));
  }

  /**
   * Looks at the keys that signed a suite.
   *
   * @return what is wrong with its signatures now, which is a problem of the suite
   */
  List<String> keys(PublishedSuite published) throws IOException {
    Optional<byte[]> inRelease = published.bytes(PublishedSuite.IN_RELEASE);
    if (inRelease.isEmpty()) {
      return List.of();
    }
    Optional<Verification> verification;
    try {
      verification = trust.published(published.suite(), inRelease.get());
    } catch (FormatException e) {
      return List.of("its signature cannot be checked: " + e.getMessage());
    }
    if (verification.isEmpty()) {
      return List.of();
    }
    for (GoodSignature signature : verification.get().good()) {
      signature.keyExpires().ifPresent(end -> keys.put(signature.key(), key(signature, end)));
    }
    List<String> problems = new ArrayList<>();
    for (BadSignature signature : verification.get().bad()) {
      if (signature.reason() == BadSignature.Reason.EXPIRED_KEY
          && verification.get().good().isEmpty()) {
        problems.add(signature + "; install the keyring that has its successor");
      }
    }
    return problems;
  }

  private Expiry key(GoodSignature signature, Instant end) {
    return expiry(
        Thing.SIGNING_KEY,
        signature.key(),
        end,
        "the key of " + signature.userId(),
        "; install the keyring that has its successor, on the clients too",
        Optional.empty());
  }

  private Expiry expiry(
      Thing thing, String name, Instant end, String what, String advice, Optional<Remedy> remedy) {
    Status status = Status.HEALTHY;
    List<Problem> problems = List.of();
    if (!now.isBefore(end)) {
      status = Status.UNHEALTHY;
      problems = List.of(new Problem(what + " ended on " + end + advice, remedy));
    } else if (now.plus(SOON).isAfter(end)) {
      status = Status.DEGRADED;
      problems =
          List.of(
              new Problem(
                  what
                      + " ends on "
                      + end
                      + ", in "
                      + Plural.count(Duration.between(now, end).toDays(), "day")
                      + advice,
                  remedy));
    }
    return new Expiry(
        thing,
        name,
        status,
        Optional.of(end),
        Optional.of(Duration.between(now, end).toSeconds()),
        problems);
  }

  List<Expiry> expiries() {
    List<Expiry> all = new ArrayList<>(expiries);
    all.addAll(keys.values());
    return all;
  }
}
