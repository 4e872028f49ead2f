package dev.pop.mirror.sample;

/** Where a suite keeps its {@code Contents-ARCH}. */
public enum ContentsPlace {
  /** One beside {@code Release} for all components: as Ubuntu. */
  SUITE,
  /** One in each component: as Debian since wheezy. */
  COMPONENT
}
