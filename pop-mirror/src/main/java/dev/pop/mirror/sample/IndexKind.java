package dev.pop.mirror.sample;

/** The kinds of index that a suite may have; {@code Packages} it always has. */
public enum IndexKind {
  /** {@code COMPONENT/source/Sources} and {@code COMPONENT/source/Release}. */
  SOURCES,
  /** {@code COMPONENT/i18n/Translation-en}; without it, {@code Packages} has the descriptions. */
  TRANSLATION,
  /** {@code Contents-ARCH}. */
  CONTENTS,
  /** {@code COMPONENT/cnf/Commands-ARCH}. */
  COMMANDS,
  /** {@code COMPONENT/dep11/Components-ARCH.yml} and {@code icons-48x48.tar}. */
  DEP11,
  /** {@code COMPONENT/binary-ARCH/Release}. */
  BINARY_RELEASE
}
