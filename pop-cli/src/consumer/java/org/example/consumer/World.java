package org.example.consumer;

import dev.pop.mirror.repository.ArchiveEntry;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.MirrorSettings;
import java.nio.file.Path;

/**
 * What the program works on.
 *
 * @param plain where archives are served over HTTP, without a slash at the end
 * @param secured the same over HTTPS
 * @param authority PEM file of the authority behind its certificate
 * @param keyring the key that signs the archives
 * @param token opens the service infra on the server of {@code plain}
 * @param directory a directory for everything that is written; in it are {@code full}, a file
 *     system without room, {@code read-only}, one that cannot be written, and {@code closed}, a
 *     directory that the program may not write
 */
record World(
    String plain, String secured, Path authority, Path keyring, String token, Path directory) {

  /** A mirror of its own in a directory of its own. */
  MirrorList list(String name, String sourceLine) throws MirrorListException {
    String text =
        """
        set base_path %s
        set defaultarch amd64
        set etc_trusted %s
        set ca_certificate %s
        set retry_attempts 1
        %s
        """
            .formatted(directory.resolve(name), keyring, authority, sourceLine);
    return MirrorList.parse(text, "mirror.list");
  }

  /** The list of the small suite, over HTTP; it has no text. */
  MirrorList small(String name) throws MirrorListException {
    return list(name, archive("ubuntu"));
  }

  /** A list without a text. */
  MirrorList list(String name, ArchiveEntry archive) throws MirrorListException {
    return MirrorList.builder()
        .settings(MirrorSettings.builder().basePath(directory.resolve(name)).retryAttempts(1))
        .archive(archive)
        .build();
  }

  /** An archive with the suite jammy, over HTTP. */
  ArchiveEntry archive(String path) {
    return ArchiveEntry.at(plain + "/" + path)
        .suites("jammy")
        .components("main")
        .architectures("amd64")
        .signedBy(keyring);
  }
}
