package dev.pop.core.http;

import static dev.pop.core.http.FetchException.Fault;

import dev.pop.core.io.IoErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Fetches from archives in the local file system ({@code file:}). Size and time of a file stand for
 * the {@code ETag} of a web server.
 */
final class LocalArchive {
  private final BodyFile bodies;

  LocalArchive(BodyFile bodies) {
    this.bodies = bodies;
  }

  /** As {@link Downloader#fetchIfChanged}, in one attempt. */
  Optional<FetchedFile> fetchIfChanged(
      RemoteFile file, Validators known, DownloadTarget target, Transfer transfer)
      throws FetchException, IOException, InterruptedException {
    try {
      BasicFileAttributes found = find(file);
      Validators validators = validators(file, found);
      if (known.etag().isPresent() && known.etag().equals(validators.etag())) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(path(file))) {
        BodyFile.OpenTarget place = BodyFile.restart(target, validators);
        long size = bodies.write(file, in::read, place, "the archive", transfer);
        return Optional.of(
            new FetchedFile(
                place.file(),
                size,
                0,
                validators,
                Optional.of(found.lastModifiedTime().toInstant())));
      }
    } catch (BodyFile.LocalFailure e) {
      throw e;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** As {@link Downloader#probe}. */
  void probe(RemoteFile file) throws FetchException {
    try {
      find(file);
      if (!Files.isReadable(path(file))) {
        throw new AccessDeniedException(file.path());
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static BasicFileAttributes find(RemoteFile file) throws IOException, FetchException {
    BasicFileAttributes found = Files.readAttributes(path(file), BasicFileAttributes.class);
    if (!found.isRegularFile()) {
      throw new FetchException(Fault.MISSING, file.location(), "it is not a regular file", null);
    }
    BodyFile.checkSize(file, found.size(), "the archive has");
    return found;
  }

  private static Path path(RemoteFile file) {
    return file.upstream().localPath().resolve(file.path());
  }

  private static Validators validators(RemoteFile remote, BasicFileAttributes file) {
    Instant modified = file.lastModifiedTime().toInstant();
    long nanos = file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    return new Validators(
        remote.upstream().server(),
        Optional.of("\"" + file.size() + "-" + nanos + "\""),
        Optional.of(
            DateTimeFormatter.RFC_1123_DATE_TIME.format(modified.atOffset(ZoneOffset.UTC))));
  }

  private static FetchException failure(RemoteFile file, IOException e) {
    if (e instanceof AccessDeniedException) {
      return new FetchException(Fault.FORBIDDEN, file.location(), "it may not be read", e);
    }
    if (!Files.exists(path(file))) { // also where a file stands in place of a directory
      return new FetchException(Fault.MISSING, file.location(), "there is no such file", e);
    }
    return new FetchException(
        Fault.UNREACHABLE, file.location(), "it cannot be read: " + IoErrors.reason(e), e);
  }
}
