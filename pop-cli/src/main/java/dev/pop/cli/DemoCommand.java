package dev.pop.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import dev.pop.core.Plural;
import dev.pop.core.PopException;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import dev.pop.core.http.Downloader;
import dev.pop.core.http.FetchException;
import dev.pop.core.http.RemoteFile;
import dev.pop.core.http.TransportOptions;
import dev.pop.core.io.ByteSize;
import dev.pop.mirror.report.JsonFields;
import dev.pop.mirror.report.JsonForm;
import dev.pop.mirror.report.SyncReport;
import dev.pop.mirror.report.VerifyReport;
import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.repository.MirrorListException;
import dev.pop.mirror.repository.Repository;
import dev.pop.mirror.sample.SampleArchive;
import dev.pop.mirror.server.MirrorServer;
import dev.pop.mirror.service.Job;
import dev.pop.mirror.sync.MirrorSync;
import dev.pop.mirror.sync.MirrorVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/** {@code pop demo}: the whole road on an archive made on the spot, without network and token. */
@Parameters(
    commandDescription = "try everything on an embedded sample archive, without network or token")
final class DemoCommand implements Command {
  private static final String KEYRING = "sample-keyring.gpg";

  @Parameter(
      names = "--keep",
      placeholder = "DIR",
      description = "work in DIR, which must be new or empty, and keep it")
  @Nullable Path keep;

  private static final String LOOPBACK = "127.0.0.1";

  @Override
  public int run(Session session) throws PopException, IOException, InterruptedException {
    Path kept = keep;
    if (kept != null) {
      return run(session, emptyDirectory(kept));
    }
    Path temporary = Files.createTempDirectory("pop-demo-");
    try {
      return run(session, temporary);
    } finally {
      FileUtils.deleteDirectory(temporary.toFile());
    }
  }

  private static Path emptyDirectory(Path directory) throws UsageException, IOException {
    Files.createDirectories(directory);
    try (var entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new UsageException("--keep " + directory + " is not empty");
      }
    }
    return directory.toAbsolutePath();
  }

  private int run(Session session, Path directory)
      throws PopException, IOException, InterruptedException {
    Steps steps = new Steps(session);
    Path upstream = Files.createDirectories(directory.resolve("upstream"));
    byte[] keyring = SampleArchive.write(upstream.resolve("ubuntu"), session.clock().instant());
    Files.write(directory.resolve(KEYRING), keyring);
    try (MirrorServer server = MirrorServer.start(upstream, LOOPBACK, 0)) {
      steps.say("archive", "a signed sample archive is served at " + server.baseUri() + "ubuntu");
      MirrorList list = writeList(directory, server.port());
      steps.say("list", list.origin() + " names " + list.suites().size() + " suite");
      SyncReport estimate = sync(session, list, SyncReport.Kind.DRY_RUN);
      steps.say(
          "estimate",
          estimate.pendingFiles() + " pool files, " + ByteSize.iec(estimate.pendingBytes()));
      SyncReport first = sync(session, list, SyncReport.Kind.FULL);
      steps.check(
          "sync",
          first.status() == SyncReport.Status.COMPLETE,
          "fetched " + Plural.count(first.downloadedFiles(), "file") + "; the suite is published");
      SyncReport second = sync(session, list, SyncReport.Kind.FULL);
      steps.check(
          "sync again",
          second.status() == SyncReport.Status.COMPLETE && second.downloadedFiles() == 0,
          "nothing changed: " + second.requests() + " request, 0 files fetched");
      VerifyReport verified =
          session
              .jobs()
              .start(
                  Job.Kind.VERIFY,
                  list.settings(),
                  progress -> MirrorVerifier.of(list).deep(true).progress(progress))
              .result();
      steps.check(
          "verify",
          verified.status() == VerifyReport.Status.AVAILABLE,
          Plural.count(verified.checkedFiles(), "file") + " hashed, each matches its index");
      serveOnce(steps, list, directory);
    }
    return steps.finish(keep == null ? null : directory);
  }

  private static SyncReport sync(Session session, MirrorList list, SyncReport.Kind kind)
      throws PopException, InterruptedException {
    return session
        .jobs()
        .start(
            Job.Kind.SYNC,
            list.settings(),
            progress -> MirrorSync.of(list).kind(kind).progress(progress).clock(session.clock()))
        .result();
  }

  private static MirrorList writeList(Path directory, int port)
      throws IOException, MirrorListException {
    String url = "http://" + LOOPBACK + ":" + port + "/ubuntu";
    Path file = directory.resolve("mirror.list");
    Files.writeString(
        file,
        String.join(
            "\n",
            "set base_path " + directory.resolve("spool"),
            "set nthreads 20",
            "set gpg_verify force",
            "set etc_trusted " + directory.resolve(KEYRING),
            "",
            "deb [arch=amd64,arm64] " + url + " " + SampleArchive.SUITE + " main universe",
            "deb-src " + url + " " + SampleArchive.SUITE + " main universe",
            "",
            "clean " + url,
            ""));
    return MirrorList.read(file);
  }

  /** A client's first request, to the mirror. */
  private static void serveOnce(Steps steps, MirrorList list, Path directory)
      throws IOException, InterruptedException {
    Repository repository = list.repositories().get(0);
    try (MirrorServer server = MirrorServer.start(list.settings().mirrorPath(), LOOPBACK, 0);
        Downloader client = Downloader.create(1, TransportOptions.DEFAULT)) {
      ArchiveUrl mirror = ArchiveUrl.parse(server.baseUri() + encode(repository.diskPath()));
      Path got = directory.resolve("as-a-client-got-it");
      client.fetch(
          RemoteFile.upTo(mirror, "dists/" + SampleArchive.SUITE + "/InRelease", 1 << 20), got);
      Path published =
          list.settings()
              .mirrorPath()
              .resolve(repository.diskPath())
              .resolve("dists/" + SampleArchive.SUITE + "/InRelease");
      steps.check(
          "serve", Files.mismatch(got, published) < 0, "a client reads InRelease from " + mirror);
      Files.delete(got);
    } catch (FetchException | FormatException e) {
      steps.check("serve", false, String.valueOf(e.getMessage()));
    }
  }

  private static String encode(String path) {
    return path.replace("%", "%25");
  }

  /** What has been done so far, for the summary. */
  private static final class Steps {
    private record Step(String step, boolean ok, String what) implements JsonForm {
      @Override
      public void writeTo(JsonFields json) {
        json.put("step", step).put("ok", ok).put("what", what);
      }
    }

    private final Session session;
    private final List<Step> done = new ArrayList<>();

    Steps(Session session) {
      this.session = session;
    }

    void say(String step, String what) throws InterruptedException {
      check(step, true, what);
    }

    /** Notes a step; between steps the demonstration can be interrupted. */
    void check(String step, boolean ok, String what) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      done.add(new Step(step, ok, what));
      if (!session.options().json) {
        session.out().printf("%-12s%s%s%n", step, ok ? "" : "FAILED: ", what);
      }
    }

    int finish(@Nullable Path kept) {
      boolean ok = done.stream().allMatch(Step::ok);
      if (session.options().json) {
        session.result(
            json -> json.put("status", ok ? "complete" : "failed").put("steps", done), "");
      } else {
        session.out().println();
        session
            .out()
            .println(
                ok
                    ? "The mirror is complete, every file in it was verified, and a client can use"
                        + " it."
                    : "The demonstration failed; see above.");
        if (kept != null) {
          session.out().println("Look around in " + kept);
        }
      }
      return ok ? ExitCode.DONE : ExitCode.FAILED;
    }
  }
}
