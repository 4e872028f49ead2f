package dev.pop.mirror.store;

import dev.pop.core.apt.Checksum;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.http.Validators;
import dev.pop.mirror.plan.FileTable;
import dev.pop.mirror.report.ReleaseSignature;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A mirror of one suite below a directory. */
record StoreFixture(MirrorList list) {
  static final Instant PUBLISHED = Instant.parse("2026-11-22T06:00:00.123Z");
  static final Validators VALIDATORS =
      new Validators(
          "http://a.example",
          Optional.of("W/\"a: b\""),
          Optional.of("Sun, 22 Nov 2026 06:00:00 GMT"));

  static StoreFixture in(Path directory) throws MirrorListException {
    return new StoreFixture(
        MirrorList.parse(
            "set base_path " + directory + "\ndeb [arch=amd64] http://a.example/u jammy main",
            "test"));
  }

  Repository repository() {
    return list.repositories().get(0);
  }

  Suite suite() {
    return list.suites().get(0);
  }

  MirrorLayout layout() {
    return MirrorLayout.of(list.settings());
  }

  Path manifest() {
    return layout().manifest(repository(), suite());
  }

  Path unpublished() {
    return layout().unpublished(repository(), suite());
  }

  /** Files whose digest is made of their name. */
  static FileTable table(String... paths) {
    FileTable table = new FileTable();
    for (String path : paths) {
      table.add(path, path.length(), checksum(path));
    }
    return table;
  }

  static Checksum checksum(String path) {
    byte[] digest = new byte[32];
    digest[0] = (byte) path.hashCode();
    return Checksum.of(HashAlgorithm.SHA256, digest);
  }

  /** Writes a manifest of a complete suite as the last run would have. */
  SuiteManifest remember(FileTable table) throws IOException {
    Path release = layout().root(repository()).resolve("dists/jammy/InRelease");
    Files.createDirectories(release.resolveSibling(""));
    Files.createDirectories(layout().manifests());
    Files.writeString(release, "signed");
    SuiteManifest manifest =
        new SuiteManifest(
            suite().selection(),
            true,
            PUBLISHED,
            VALIDATORS,
            SuiteManifest.ReleaseFingerprint.of(
                layout().root(repository()), "dists/jammy/InRelease"),
            Optional.of(Instant.parse("2026-11-23T06:00:00Z")),
            Optional.of(
                ReleaseSignature.by(
                    List.of("ABCD", "EF01"), List.of(Path.of("/etc/a b.gpg"), Path.of("/c.gpg")))),
            Optional.of(new GenerationId("0123456789abcdef".repeat(4))),
            table.count(),
            table.totalBytes());
    new ManifestFile(manifest()).write(manifest, table);
    return manifest;
  }
}
