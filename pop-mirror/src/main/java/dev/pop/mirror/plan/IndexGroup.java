package dev.pop.mirror.plan;

import dev.pop.core.apt.ReleaseEntry;
import dev.pop.core.io.Compression;
import java.util.List;
import java.util.Optional;

/**
 * One index in all the forms that {@code Release} lists: the same text, plain and compressed.
 *
 * @param stem path of the plain form, relative to the directory of {@code Release}
 * @param kind what can be read from it
 * @param forms every listed form, cheapest to decode first; at least one
 */
public record IndexGroup(String stem, Kind kind, List<ReleaseEntry> forms) {

  /** What an index is to a plan. */
  public enum Kind {
    /** Lists binary packages. */
    PACKAGES,
    /** Lists source packages. */
    SOURCES,
    /** The {@code Release} of one architecture or of the sources, which clients do not read. */
    RELEASE,
    /** Read by clients only, which can do without. */
    OTHER
  }

  public IndexGroup {
    forms = List.copyOf(forms);
  }

  /** Whether the plan reads the index to learn of pool files. */
  public boolean listsFiles() {
    return kind == Kind.PACKAGES || kind == Kind.SOURCES;
  }

  /**
   * The forms to mirror: the compressed ones, since clients prefer those; the plain one where there
   * is no other.
   */
  public List<ReleaseEntry> preferredForms() {
    List<ReleaseEntry> compressed = forms.stream().filter(form -> !isPlain(form)).toList();
    return compressed.isEmpty() ? forms : compressed;
  }

  /** The form to try when none of {@link #preferredForms} could be had: the plain one. */
  public Optional<ReleaseEntry> otherForm() {
    return plain().filter(plain -> !preferredForms().contains(plain));
  }

  /** What {@code Release} says of the plain text, if it lists it. */
  public Optional<ReleaseEntry> plain() {
    return forms.stream().filter(IndexGroup::isPlain).findFirst();
  }

  private static boolean isPlain(ReleaseEntry form) {
    return Compression.ofFileName(form.path()) == Compression.NONE;
  }
}
