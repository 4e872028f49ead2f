package org.example.consumer;

import static org.example.consumer.Main.check;

import dev.pop.core.FailureKind;
import dev.pop.core.PopException;
import dev.pop.core.PopPaths;
import dev.pop.mirror.report.MirrorEvents;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.repository.ArchiveEntry;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.sync.MirrorSync;
import dev.pop.mirror.sync.PopMirror;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fails in every way that can be brought about from outside, and decides by the kind of failure.
 * The others need an upstream that changes in the right moment, a broken disk, a fault of the
 * library, or what is no API ({@code BAD_INPUT}).
 */
final class Kinds {
  private Kinds() {}

  static void run(World world) throws Exception {
    thrown(FailureKind.BAD_LIST, () -> MirrorList.parse("deb\n", "mirror.list"));
    thrown(FailureKind.DISK_TOO_SMALL, () -> sync(world, "huge", "jammy"));
    thrown(FailureKind.VANISHED, () -> loseMirror(world));
    thrown(FailureKind.LOCKED, () -> syncTwice(world.small("locked")));
    thrown(FailureKind.PROGRAM_MISSING, () -> runProgram(world));
    thrown(FailureKind.DISK_FULL, () -> MirrorSync.of(world.small("full/pop")).call());
    thrown(FailureKind.READ_ONLY, () -> MirrorSync.of(world.small("read-only/pop")).call());
    thrown(FailureKind.NO_PERMISSION, () -> MirrorSync.of(world.small("closed/pop")).call());
    reported(FailureKind.WRONG_SUITE, sync(world, "ubuntu", "no-such-suite"));
    reported(FailureKind.MISSING, sync(world, "lacking", "jammy"));
    reported(FailureKind.DAMAGED, sync(world, "damaged", "jammy"));
    reported(FailureKind.UNTRUSTED, sync(world, "foreign", "jammy"));
    reported(FailureKind.EXPIRED, sync(world, "expired", "jammy"));
    reported(FailureKind.REFUSED, sync(world, "refused", "jammy"));
    TwoMirrors.complete(syncInOnePlace(world, "newer"));
    reported(FailureKind.OLDER_RELEASE, syncInOnePlace(world, "ubuntu"));
    reported(FailureKind.CHANGED_IDENTITY, syncInOnePlace(world, "renamed"));
    reported(FailureKind.UNREACHABLE, syncFromNobody(world));
  }

  /** Something that fails. */
  private interface Attempt {
    void run() throws Exception;
  }

  private static void thrown(FailureKind expected, Attempt attempt) throws Exception {
    try {
      attempt.run();
    } catch (PopException e) {
      check(e.kind() == expected, e.kind() + ": " + e);
      return;
    }
    check(false, expected + " is not thrown");
  }

  static void reported(FailureKind expected, SyncReport report) throws Exception {
    check(report.status() != SyncReport.Status.COMPLETE, report);
    check(report.failures().stream().anyMatch(it -> it.kind() == expected), report);
  }

  private static SyncReport sync(World world, String archive, String suite) throws Exception {
    String line =
        "deb [signed-by=%s] %s/%s %s main"
            .formatted(world.keyring(), world.plain(), archive, suite);
    return MirrorSync.of(world.list(archive + "-" + suite, line)).call();
  }

  /** The archive takes the place of the one that was mirrored there before. */
  private static SyncReport syncInOnePlace(World world, String archive) throws Exception {
    ArchiveEntry moved = world.archive(archive).place("archive");
    return MirrorSync.of(world.list("one-place", moved)).call();
  }

  /** A port that was free a moment ago. */
  private static SyncReport syncFromNobody(World world) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String line = "deb http://localhost:" + port + "/ubuntu jammy main";
    return MirrorSync.of(world.list("nobody", line)).call();
  }

  private static void loseMirror(World world) throws Exception {
    MirrorList list = world.small("lost");
    TwoMirrors.complete(MirrorSync.of(list).call());
    Path mirror = list.settings().mirrorPath();
    Files.move(mirror, mirror.resolveSibling("elsewhere"));
    MirrorSync.of(list).call();
  }

  /** The second run begins while the first one is at work, and its failure is the result. */
  private static void syncTwice(MirrorList list) throws Exception {
    List<PopException> failures = new ArrayList<>();
    MirrorEvents second =
        new MirrorEvents() {
          @Override
          public void runStarted(String run, Instant started) {
            try {
              MirrorSync.of(list).call();
            } catch (PopException e) {
              failures.add(e);
            }
          }
        };
    TwoMirrors.complete(MirrorSync.of(list).events(second).call());
    throw failures.get(0);
  }

  private static void runProgram(World world) throws Exception {
    PopPaths paths = new PopPaths(world.directory().resolve("pop"));
    Files.createDirectories(paths.mirrorList().getParent());
    Files.writeString(
        paths.mirrorList(),
        "set base_path %s\ndeb %s/ubuntu jammy main\n"
            .formatted(world.directory().resolve("perl"), world.plain()));
    Path program = world.directory().resolve("no-such-program");
    throw PopMirror.of(paths).aptMirror(program).runAptMirror().failure().orElseThrow();
  }
}
