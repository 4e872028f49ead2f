package dev.pop.mirror.sample;

/** A binary package with its path in the archive, as the field {@code Filename} gives it. */
record PooledDeb(DebFile deb, String path) {
  boolean isForAll() {
    return deb.architecture().equals("all");
  }
}
