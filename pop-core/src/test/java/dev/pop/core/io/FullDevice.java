package dev.pop.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes to a device that is always full, and prints of what kind the failure is. */
final class FullDevice {
  private FullDevice() {}

  public static void main(String[] args) {
    try {
      Files.write(Path.of("/dev/full"), new byte[1]);
    } catch (IOException e) {
      System.out.printf(Locale.ROOT, "%s: %s", IoErrors.kind(e), e.getMessage());
    }
  }
}
