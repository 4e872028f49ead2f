package dev.pop.mirror.sample;

import dev.pop.core.apt.HashAlgorithm;
import dev.pop.core.io.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;

/** The container of a binary package: an ar of a version mark, control files and data files. */
final class DebFormat {
  private DebFormat() {}

  static byte[] write(String control, SortedMap<String, byte[]> files, Compression form) {
    SortedMap<String, byte[]> controlFiles = new TreeMap<>();
    controlFiles.put("control", control.getBytes(StandardCharsets.UTF_8));
    controlFiles.put("md5sums", md5sums(files).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArArchiveOutputStream ar = new ArArchiveOutputStream(bytes)) {
      put(ar, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
      put(ar, "control.tar" + form.extension(), tar(controlFiles, form));
      put(ar, "data.tar" + form.extension(), tar(files, form));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(SortedMap<String, byte[]> files, Compression form) {
    return Packed.as(form, SampleTar.of("./", files));
  }

  private static String md5sums(SortedMap<String, byte[]> files) {
    StringBuilder lines = new StringBuilder();
    files.forEach(
        (path, content) ->
            lines.append(Blob.of(content).hex(HashAlgorithm.MD5) + "  " + path + "\n"));
    return lines.toString();
  }

  private static void put(ArArchiveOutputStream ar, String name, byte[] content)
      throws IOException {
    long modified = SampleTar.MODIFIED.getEpochSecond();
    ar.putArchiveEntry(new ArArchiveEntry(name, content.length, 0, 0, 0100644, modified));
    ar.write(content);
    ar.closeArchiveEntry();
  }
}
