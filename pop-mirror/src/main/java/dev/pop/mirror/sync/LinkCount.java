package dev.pop.mirror.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** Adds up what removing files frees: a file with several names goes only with the last of them. */
final class LinkCount {
  private final Map<Object, Integer> namesGone = new HashMap<>();
  private long bytes;

  void add(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    int names = (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    Object key = attributes.fileKey();
    if (names == 1 || key == null || namesGone.merge(key, 1, Integer::sum) == names) {
      bytes += attributes.size();
    }
  }

  long bytes() {
    return bytes;
  }
}
