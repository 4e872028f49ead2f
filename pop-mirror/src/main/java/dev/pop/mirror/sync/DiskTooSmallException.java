package dev.pop.mirror.sync;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.io.ByteSize;
import java.io.Serial;
import java.nio.file.Path;

/** The pool files that are missing do not fit the disk. No pool file was fetched. */
public final class DiskTooSmallException extends PopException {
  @Serial private static final long serialVersionUID = 1;

  private final long neededBytes;
  private final long availableBytes;

  DiskTooSmallException(Path directory, long neededBytes, long availableBytes) {
    super(
        FailureKind.DISK_TOO_SMALL,
        directory
            + ": not enough disk space: "
            + ByteSize.iec(neededBytes)
            + " ("
            + neededBytes
            + " bytes) needed, "
            + ByteSize.iec(availableBytes)
            + " ("
            + availableBytes
            + " bytes) free");
    this.neededBytes = neededBytes;
    this.availableBytes = availableBytes;
  }

  public long neededBytes() {
    return neededBytes;
  }

  public long availableBytes() {
    return availableBytes;
  }
}
