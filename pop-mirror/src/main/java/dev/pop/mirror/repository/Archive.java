package dev.pop.mirror.repository;

import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.http.Upstreams;

/**
 * Which archive something belongs to, and where it is fetched from. What is kept of an archive
 * (manifests, history, metrics) hangs on its id, which stays when the address changes.
 *
 * @param id its place below {@code mirror_path}, such as {@code archive.ubuntu.com/ubuntu}
 * @param upstreams where its files are fetched from
 */
public record Archive(String id, Upstreams upstreams) {
  /** An archive with one address. */
  public static Archive at(String id, ArchiveUrl address) {
    return new Archive(id, Upstreams.of(address));
  }

  /** Where it lies below {@code mirror_path}. */
  public String diskPath() {
    return id;
  }

  /** Its preferred address, with credentials. */
  public ArchiveUrl address() {
    return upstreams.first();
  }

  /** Its preferred address, without credentials. */
  public String location() {
    return address().location();
  }

  /**
   * Whether earlier versions, which named archives by their URL, named this one so. The scheme may
   * have changed since.
   */
  public boolean wasNamed(String name) {
    return name.contains("://") && ArchiveUrl.diskPathOf(name).equals(address().diskPath());
  }

  @Override
  public String toString() {
    return location();
  }
}
