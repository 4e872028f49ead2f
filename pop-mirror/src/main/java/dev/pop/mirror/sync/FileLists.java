package dev.pop.mirror.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.apt.DigestSink;
import dev.pop.core.apt.FormatException;
import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.apt.PoolFile;
import dev.pop.core.apt.ReleaseFile;
import dev.pop.core.io.AtomicFile;
import dev.pop.mirror.plan.IndexGroup;
import dev.pop.mirror.plan.IndexSelection;
import dev.pop.mirror.plan.LocalIndex;
import dev.pop.mirror.plan.MirrorPlan;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.repository.Suite;
import dev.pop.mirror.store.MirrorStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The Perl program's lists of pool files in {@code var_path}: {@code ALL} names each file once per
 * index that lists it, {@code MD5}, {@code SHA1} and {@code SHA256} give their digests in the form
 * of {@code md5sum}, {@code NEW} has the URLs that a run found missing. No line has credentials.
 *
 * <p>They are written while the published indices are read as a stream; no file is remembered.
 */
final class FileLists {
  private static final String ALL = "ALL";
  private static final String NEW = "NEW";
  private static final List<HashAlgorithm> DIGESTS =
      List.of(HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.SHA256);

  private final MirrorList list;
  private final MirrorStore store;
  private final MirrorEvents events;

  FileLists(MirrorList list, MirrorStore store, MirrorEvents events) {
    this.list = list;
    this.store = store;
    this.events = events;
  }

  private Path file(String name) {
    return store.layout().varPath().resolve(name);
  }

  /**
   * Writes which files the plans lack.
   *
   * @param more whether they come to those that are listed
   */
  void writeNew(List<MirrorPlan> plans, boolean more) throws IOException {
    byte[] listed = more ? Files.readAllBytes(file(NEW)) : new byte[0];
    AtomicFile.replace(
        file(NEW),
        AtomicFile.Mode.PUBLIC,
        out -> {
          out.write(listed);
          for (MirrorPlan plan : plans) {
            String location = plan.repository().archive().location();
            String base = plan.repository().listed(location);
            for (int id : plan.missing().toArray()) {
              out.write(
                  (base + "/" + plan.repository().listed(plan.files().path(id)) + "\n")
                      .getBytes(UTF_8));
            }
          }
        });
  }

  /** Whether all lists but {@code NEW} are there. */
  boolean areThere() {
    return Files.exists(file(ALL))
        && DIGESTS.stream().allMatch(digest -> Files.exists(file(digest.name())));
  }

  /** Writes what is published of every suite of the list. */
  void writeAll() throws IOException {
    AtomicFile.replace(file(ALL), AtomicFile.Mode.PUBLIC, all -> write(new Lines(all), DIGESTS));
  }

  /** Opens one list after the other, all at once, so that one reading of an index fills them. */
  private void write(Lines lines, List<HashAlgorithm> toOpen) throws IOException {
    if (toOpen.isEmpty()) {
      for (Repository repository : list.repositories()) {
        for (Suite suite : repository.suites()) {
          writeSuite(lines, repository, suite);
        }
      }
      return;
    }
    AtomicFile.replace(
        file(toOpen.get(0).name()),
        AtomicFile.Mode.PUBLIC,
        out -> {
          lines.digests.add(out);
          write(lines, toOpen.subList(1, toOpen.size()));
        });
  }

  private void writeSuite(Lines lines, Repository repository, Suite suite) throws IOException {
    try {
      writeSuite(lines, repository, suite, store.layout().published(repository, suite).listing());
    } catch (FormatException e) {
      events.warning("the file lists lack a part of " + suite + ": " + e.getMessage());
    }
  }

  private void writeSuite(Lines lines, Repository repository, Suite suite, ReleaseFile release)
      throws IOException {
    lines.listing = path -> repository.listed(repository.diskPath() + "/" + path);
    for (IndexGroup group : IndexSelection.of(release, suite).groups()) {
      if (group.listsFiles()) {
        List<LocalIndex.Variant> forms =
            group.forms().stream()
                .map(
                    form ->
                        new LocalIndex.Variant(
                            form, store.root(repository).resolve(suite.resolve(form.path()))))
                .filter(form -> Files.isRegularFile(form.file()))
                .toList();
        if (!forms.isEmpty()) {
          new LocalIndex(group, forms).scanDigests(lines);
        }
      }
    }
  }

  /** Writes lines to the open lists. */
  private static final class Lines implements DigestSink {
    private final OutputStream all;
    private final List<OutputStream> digests = new ArrayList<>();
    private UnaryOperator<String> listing = UnaryOperator.identity();

    Lines(OutputStream all) {
      this.all = all;
    }

    @Override
    public void file(PoolFile file) throws IOException {
      writePath(all, file);
    }

    @Override
    public void digest(PoolFile file, HashAlgorithm algorithm, byte[] text, int from, int to)
        throws IOException {
      int index = DIGESTS.indexOf(algorithm);
      if (index >= 0) {
        OutputStream out = digests.get(index);
        out.write(text, from, to - from);
        out.write(' ');
        out.write(' ');
        writePath(out, file);
      }
    }

    private void writePath(OutputStream out, PoolFile file) throws IOException {
      out.write((listing.apply(file.path()) + "\n").getBytes(UTF_8));
    }
  }
}
