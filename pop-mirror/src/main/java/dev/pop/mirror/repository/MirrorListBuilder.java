package dev.pop.mirror.repository;

import dev.pop.core.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/**
 * A mirror list without a text. It is made and checked as a text is, by the same code, and the
 * result is the same. Not for several threads.
 */
public final class MirrorListBuilder {
  private final List<ArchiveEntry> archives = new ArrayList<>();
  private SettingsBuilder settings = MirrorSettings.builder();
  private String origin = "the list in code";

  MirrorListBuilder() {}

  /** The settings; by default those of a list that says nothing of them. */
  public MirrorListBuilder settings(SettingsBuilder of) {
    settings = of;
    return this;
  }

  /** One more archive, or more of one. Messages name it by its number, from 1. */
  public MirrorListBuilder archive(ArchiveEntry entry) {
    archives.add(entry);
    return this;
  }

  /** How messages name the list; by default "the list in code". */
  public MirrorListBuilder origin(String name) {
    origin = name;
    return this;
  }

  /**
   * The list. Nothing is written; files that settings name are read.
   *
   * @throws MirrorListException for everything that {@link MirrorList#parse(String, String)}
   *     refuses: values that cannot be, archives in each other's place, credentials over plain HTTP
   *     to public hosts; every fault is in it, with the archive's number in place of a line
   */
  public MirrorList build() throws MirrorListException {
    SourcePosition whole = SourcePosition.whole(origin);
    Diagnostics diagnostics = new Diagnostics(whole);
    ListAssembly list = new ListAssembly(Strictness.RUN, diagnostics);
    settings.feed(list, whole);
    for (int i = 0; i < archives.size(); i++) {
      archives.get(i).feed(list, whole, i + 1, diagnostics);
    }
    return list.finish().soundList();
  }
}
