package dev.pop.mirror.sample;

import dev.pop.core.apt.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The texts of {@code Packages} and of {@code Translation-en}, which share the descriptions. */
final class PackagesIndex {
  private static final List<HashAlgorithm> HASHES =
      List.of(HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.SHA256);

  private PackagesIndex() {}

  /** {@code Packages} with whole descriptions. */
  static String withDescriptions(List<PooledDeb> debs) {
    return packages(debs, true);
  }

  /** {@code Packages} with synopses, beside a {@code Translation-en}. */
  static String withSynopses(List<PooledDeb> debs) {
    return packages(debs, false);
  }

  private static String packages(List<PooledDeb> debs, boolean wholeDescription) {
    StringBuilder text = new StringBuilder();
    for (PooledDeb pooled : debs) {
      DebFile deb = pooled.deb();
      Stanza stanza = new Stanza().putAll(deb.controlFields()).remove("Description");
      stanza.put("Filename", pooled.path()).put("Size", Long.toString(deb.sizeBytes()));
      for (HashAlgorithm algorithm : HASHES) {
        stanza.put(algorithm.packagesField(), deb.blob().hex(algorithm));
      }
      stanza.put("Description", wholeDescription ? description(deb) : deb.synopsis());
      stanza.put("Description-md5", descriptionMd5(deb));
      text.append(stanza.text()).append('\n');
    }
    return text.toString();
  }

  /** {@code Translation-en}: each description once per package. */
  static String translation(List<PooledDeb> debs) {
    Set<String> stanzas = new LinkedHashSet<>();
    for (PooledDeb pooled : debs) {
      DebFile deb = pooled.deb();
      Stanza stanza = new Stanza().put("Package", deb.name());
      stanza.put("Description-md5", descriptionMd5(deb)).put("Description-en", description(deb));
      stanzas.add(stanza.text() + "\n");
    }
    return String.join("", stanzas);
  }

  /** The digest of the field's text and its line end; apt finds the translation by it. */
  private static String descriptionMd5(DebFile deb) {
    byte[] described = (description(deb) + "\n").getBytes(StandardCharsets.UTF_8);
    return Blob.of(described).hex(HashAlgorithm.MD5);
  }

  private static String description(DebFile deb) {
    return deb.controlFields().getOrDefault("Description", "");
  }
}
