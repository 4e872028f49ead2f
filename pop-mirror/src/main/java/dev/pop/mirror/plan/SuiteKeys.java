package dev.pop.mirror.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.FormatException;
import dev.pop.core.io.FallibleSupplier;
import dev.pop.core.io.IoErrors;
import dev.pop.core.openpgp.TrustedKeys;
import dev.pop.mirror.repository.KnownKeyrings;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.repository.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The keys that may sign a suite: those that its line names, else those that are known for the
 * archive's place, else all that this system trusts. Safe for use by several threads; a keyring is
 * read once, and not before it is needed.
 */
final class SuiteKeys {
  private final KnownKeyrings keyrings;
  private final Consumer<String> warnings;
  private final Map<Object, TrustedKeys> loaded = new ConcurrentHashMap<>();

  /**
   * @param warnings hears of files in directories of keyrings that are passed over
   */
  SuiteKeys(KnownKeyrings keyrings, Consumer<String> warnings) {
    this.keyrings = keyrings;
    this.warnings = warnings;
  }

  /** Whether the list names keys for the suite, or keys are known for the archive's place. */
  boolean areNamed(Suite suite) {
    return suite.trust().namesKeys() || !keyrings.of(suite.archive().address()).isEmpty();
  }

  /** The keys that may sign the suite. */
  TrustedKeys of(Suite suite) throws FormatException {
    TrustPolicy policy = suite.trust();
    if (policy.key().isPresent()) {
      String armored = policy.key().get();
      return load(armored, () -> TrustedKeys.of(armored.getBytes(UTF_8)));
    }
    List<Path> named = policy.signedBy().keyrings();
    List<Path> sources = named.isEmpty() ? keyrings.of(suite.archive().address()) : named;
    return sources.isEmpty() ? ofSystemAnd(List.of()) : load(sources);
  }

  /** All keys that this system trusts, and those of these files as far as they are there. */
  TrustedKeys ofSystemAnd(Collection<Path> files) throws FormatException {
    List<Path> system = keyrings.ofSystem();
    return load(
        Stream.concat(system.stream(), files.stream().filter(Files::isRegularFile).sorted())
            .distinct()
            .toList());
  }

  private TrustedKeys load(List<Path> sources) throws FormatException {
    return load(sources, () -> TrustedKeys.load(sources));
  }

  private TrustedKeys load(Object name, FallibleSupplier<TrustedKeys, IOException> loader)
      throws FormatException {
    TrustedKeys known = loaded.get(name);
    if (known != null) {
      return known;
    }
    synchronized (loaded) {
      try {
        TrustedKeys keys = loaded.containsKey(name) ? loaded.get(name) : loader.get();
        if (loaded.put(name, keys) == null) {
          keys.warnings().forEach(warnings);
        }
        return keys;
      } catch (IOException e) {
        throw new FormatException(IoErrors.describe(e), e);
      }
    }
  }
}
