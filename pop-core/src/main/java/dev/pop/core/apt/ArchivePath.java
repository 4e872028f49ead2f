package dev.pop.core.apt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pop.core.Internal;
import dev.pop.core.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Relative paths below an archive's base, as {@code Release}, {@code Packages} and {@code Sources}
 * give them. Such text comes from a network and is not trusted: a path that passed here cannot
 * leave the directory that it is resolved against, and cannot name one of PoP's own files.
 */
@Internal
public final class ArchivePath {
  /**
   * The name of PoP's own directory in a mirror; no path of an archive may begin a segment with it.
   */
  public static final String OWN_PREFIX = ".pop";

  /** What file systems allow for one name (NAME_MAX). */
  private static final int MAX_SEGMENT_BYTES = 255;

  /** Leaves room for the mirror's own directory below PATH_MAX (4096). */
  private static final int MAX_PATH_BYTES = 2048;

  /** Characters of a text in a message. */
  private static final int MAX_SHOWN = 200;

  /** What a decoder puts in place of bytes that are no character; no file is named so. */
  private static final char NOT_UTF_8 = '\ufffd';

  private static final byte[] BY_HASH = "by-hash".getBytes(UTF_8);

  /** Names of a suite's own files. Those of packages and their sources begin in lower case. */
  private static final Pattern METADATA =
      Pattern.compile(
          "InRelease|Release(\\.gpg)?|(Packages|Sources|Index|(Contents|Translation|Components)-.*)"
              + "(\\.[^/]*)?|icons-[0-9x@]+\\.tar(\\.[^/]*)?");

  private ArchivePath() {}

  /**
   * Checks {@code path} and returns it without {@code .} and {@code ..} segments and doubled
   * slashes.
   *
   * @throws FormatException if it is empty, absolute, over-long, leaves the archive by {@code ..},
   *     has a control character, a backslash or a byte that is not UTF-8, or begins a segment with
   *     {@value #OWN_PREFIX}
   */
  public static String normalize(String path) throws FormatException {
    if (path.startsWith("/")) {
      throw refused(path, "is absolute");
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (Character.isISOControl(c)) {
        throw refused(path, "contains a control character");
      }
      if (c == '\\') {
        throw refused(path, "contains a backslash");
      }
      if (c == NOT_UTF_8) {
        throw refused(path, "contains a byte that is not UTF-8");
      }
    }
    List<String> kept = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        if (kept.isEmpty()) {
          throw refused(path, "leaves the archive with '..'");
        }
        kept.remove(kept.size() - 1);
        continue;
      }
      if (segment.startsWith(OWN_PREFIX)) {
        throw refused(path, "uses the reserved name '" + OWN_PREFIX + "'");
      }
      if (segment.getBytes(UTF_8).length > MAX_SEGMENT_BYTES) {
        throw refused(path, "has a name longer than " + MAX_SEGMENT_BYTES + " bytes");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        kept.add(segment);
      }
    }
    String normal = String.join("/", kept);
    if (normal.isEmpty()) {
      throw refused(path, "names no file");
    }
    if (normal.getBytes(UTF_8).length > MAX_PATH_BYTES) {
      throw refused(path, "is longer than " + MAX_PATH_BYTES + " bytes");
    }
    if (!isFileName(normal)) {
      throw refused(path, "cannot be a file name in this locale; run with LC_ALL=C.UTF-8");
    }
    return normal;
  }

  private static boolean isFileName(String path) {
    try {
      return !Path.of(path).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Tells without making an object whether the UTF-8 text is certainly a path that {@link
   * #normalize} returns unchanged. {@code false} means that only {@link #normalize} can tell.
   */
  static boolean isPlain(byte[] text, int from, int to) {
    if (to - from > MAX_SEGMENT_BYTES || from == to) {
      return false;
    }
    boolean segmentStart = true;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b < 0x20 || b == 0x7f || b == '\\') {
        return false; // control characters, and anything beyond ASCII
      }
      if (segmentStart && (b == '.' || b == '/')) {
        return false;
      }
      segmentStart = b == '/';
    }
    return !segmentStart;
  }

  /**
   * Refuses a path that can be one of a suite's own files: an index may not list such as a package,
   * which would be put in its place.
   *
   * @param path as {@link #normalize} returns it, in UTF-8
   * @throws FormatException if its name is that of an index or a {@code Release}, or it lies in a
   *     directory {@code by-hash}
   */
  static void refuseMetadata(byte[] path, int length) throws FormatException {
    int name = 0;
    for (int i = 0; i < length; i++) {
      if (path[i] == '/') {
        name = i + 1;
      } else if (i == name
          && beginsWith(path, i, length, BY_HASH)
          && (i + BY_HASH.length == length || path[i + BY_HASH.length] == '/')) {
        throw refused(new String(path, 0, length, UTF_8), "lies among the indices");
      }
    }
    if ((path[name] >= 'A' && path[name] <= 'Z') || path[name] == 'i') {
      String text = new String(path, name, length - name, UTF_8);
      if (METADATA.matcher(text).matches()) {
        throw refused(new String(path, 0, length, UTF_8), "has the name of an index");
      }
    }
  }

  private static boolean beginsWith(byte[] text, int from, int to, byte[] beginning) {
    return to - from >= beginning.length
        && Arrays.equals(text, from, from + beginning.length, beginning, 0, beginning.length);
  }

  private static FormatException refused(String path, String why) {
    return new FormatException("path '" + printable(path) + "' " + why);
  }

  /** {@code text} for a message, as {@link Printable#line}, cut when very long. */
  public static String printable(String text) {
    return text.length() > MAX_SHOWN
        ? Printable.line(text.substring(0, MAX_SHOWN)) + "..."
        : Printable.line(text);
  }
}
