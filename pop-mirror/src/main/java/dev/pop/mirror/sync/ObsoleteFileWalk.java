package dev.pop.mirror.sync;

import dev.pop.mirror.report.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a directory for files that may go, and for directories that are empty without
 * them. Symbolic links are not followed, and stay.
 */
final class ObsoleteFileWalk extends SimpleFileVisitor<Path> {
  /** Says what may go. */
  @FunctionalInterface
  interface Rule {
    /**
     * Whether a file may go, or a directory that nothing else is in.
     *
     * @param name its path below the base
     */
    boolean goes(String name, boolean directory);
  }

  private final Path base;
  private final Path root;
  private final Rule rule;
  private final Predicate<Path> closed;

  /** For each open directory, whether something in it stays. */
  private final Deque<Boolean> kept = new ArrayDeque<>();

  /** Paths below the base, of regular files. */
  final List<String> surplus = new ArrayList<>();

  /** Directories with nothing else in them, the inner before the outer. */
  final List<String> emptied = new ArrayList<>();

  /** What Java has no name for, with the reason. */
  final List<Problem> unspeakable = new ArrayList<>();

  long surplusBytes;
  long allFiles;
  long allBytes;

  /**
   * @param base what names are relative to
   * @param root where to look
   * @param closed directories that are not looked into, and stay
   */
  ObsoleteFileWalk(Path base, Path root, Rule rule, Predicate<Path> closed) {
    this.base = base;
    this.root = root;
    this.rule = rule;
    this.closed = closed;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    if (!directory.equals(root) && closed.test(directory)) {
      keepParent();
      return FileVisitResult.SKIP_SUBTREE;
    }
    kept.push(false);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String name = base.relativize(file).toString();
    if (!base.resolve(name).equals(file)) {
      unspeakable.add(new Problem(name + " is not cleaned: its name is not in UTF-8"));
      keepParent();
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isRegularFile()) {
      allFiles++;
      allBytes += attributes.size();
    }
    if (attributes.isRegularFile() && rule.goes(name, false)) {
      surplus.add(name);
      surplusBytes += attributes.size();
    } else {
      keepParent();
    }
    return FileVisitResult.CONTINUE;
  }

  /** What is gone again, or has a name that Java cannot speak of, is left where it is. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (!(failure instanceof NoSuchFileException)) {
      throw failure;
    }
    keepParent();
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    boolean keeps = kept.pop();
    String name = base.relativize(directory).toString();
    if (keeps || !rule.goes(name, true)) {
      keepParent();
    } else {
      emptied.add(name);
    }
    return FileVisitResult.CONTINUE;
  }

  private void keepParent() {
    if (!kept.isEmpty()) {
      kept.pop();
      kept.push(true);
    }
  }
}
