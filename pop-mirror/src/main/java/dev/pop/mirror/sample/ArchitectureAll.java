package dev.pop.mirror.sample;

/** Where a suite lists packages of {@code Architecture: all}. */
public enum ArchitectureAll {
  /** In the index of each architecture, without an index of their own: as Ubuntu. */
  IN_EACH,
  /** In the index of each architecture and in {@code binary-all}: as Debian. */
  IN_EACH_AND_ALL,
  /** In {@code binary-all} alone. */
  ONLY_IN_ALL
}
