package dev.pop.core.http;

import dev.pop.core.Internal;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one thread fetches next, so that requests are sent before the bodies of those before them
 * have come (RFC 9112, section 9.3.2). Made by {@link Downloader#pipeline}; used by one thread.
 *
 * <p>Only files of which size and digest are known belong in it: whatever a server sends in what
 * order, no file gets the bytes of another.
 */
@Internal
public final class Pipeline implements Closeable {
  /** No more is asked for ahead: bodies of this size hide the way of a request by themselves. */
  static final long MOST_BYTES = 1 << 20;

  private final HttpArchive archives;
  private final int depth;
  private final Deque<Planned> planned = new ArrayDeque<>();
  private @Nullable HttpCoreConnection connection;
  private @Nullable ConnectionPool pool;

  /** How many responses came over {@link #connection} since it is here. */
  private int answered;

  Pipeline(HttpArchive archives, int depth) {
    this.archives = archives;
    this.depth = depth;
  }

  /**
   * Whether one more file is to be announced.
   *
   * @param files that are announced and not fetched yet
   * @param bytes of them together
   */
  public boolean takesMore(int files, long bytes) {
    return files == 0 || (files < depth && bytes < MOST_BYTES);
  }

  private static final class Planned {
    private final ArchiveRequest request;
    private final long size;
    private boolean sent;

    Planned(ArchiveRequest request, long size) {
      this.request = request;
      this.size = size;
    }
  }

  /**
   * Lets {@code file} be asked for before it is fetched by {@link Downloader#fetch(RemoteFile,
   * PartialFiles, String, Pipeline)}. Files are to be fetched in this order; one that is not costs
   * the connection.
   *
   * @param file must have a digest
   */
  public void announce(RemoteFile file, PartialFiles partials, String place) throws IOException {
    if (depth > 1 && !file.upstream().isLocal()) {
      PartialFiles.Part part = partials.part(file, place);
      planned.add(new Planned(archives.request(file, part), file.maxSize()));
    }
  }

  /** Whether {@code request} was announced; what was announced before it is given up. */
  boolean reaches(ArchiveRequest request) {
    if (planned.stream().noneMatch(each -> each.request.equals(request))) {
      return false;
    }
    while (!planned.element().request.equals(request)) {
      if (planned.remove().sent) {
        disconnect();
      }
    }
    return true;
  }

  boolean isConnected() {
    return connection != null;
  }

  void connect(HttpCoreConnection open, ConnectionPool home) {
    connection = open;
    pool = home;
    answered = 0;
  }

  /**
   * Asks for what was announced next, and for more ahead.
   *
   * @throws HttpCoreConnection.StaleConnection if the server closed the connection
   */
  HttpCoreResponse next() throws IOException {
    HttpCoreConnection open = Objects.requireNonNull(connection);
    sendAhead(open);
    HttpCoreResponse response = open.receive(planned.remove().request, new Held());
    answered++;
    return response;
  }

  /**
   * The first alone: a server that refuses it refuses the others too. Then several at a time, when
   * half of them have been answered.
   */
  private void sendAhead(HttpCoreConnection open) throws IOException {
    int sent = 0;
    long bytes = 0;
    for (Planned each : planned) {
      if (each.sent) {
        sent++;
        bytes += each.size;
      }
    }
    if (sent > depth / 2) {
      return;
    }
    Iterator<Planned> next = planned.iterator();
    boolean more = false;
    int most = isFresh() ? 1 : depth;
    for (int count = 0; next.hasNext() && count < most; count++) {
      Planned each = next.next();
      if (!each.sent) {
        bytes += each.size;
        if (count > 0 && bytes > MOST_BYTES) {
          break;
        }
        open.send(each.request);
        each.sent = true;
        more = true;
      }
    }
    if (more) {
      open.flush();
    }
  }

  /** Whether requests are on their way besides the one that was answered last. */
  boolean hasAhead() {
    Planned first = planned.peek();
    return first != null && first.sent;
  }

  /** Whether nothing came over the connection since it is here. */
  boolean isFresh() {
    return answered == 0;
  }

  /** Whether the server closed the connection sooner than one that takes several requests does. */
  boolean isCutShort() {
    return answered <= 2;
  }

  /** Closes the connection; what was asked for over it will be asked for again. */
  void disconnect() {
    if (connection != null && pool != null) {
      pool.close(connection);
      connection = null;
    }
    planned.forEach(each -> each.sent = false);
  }

  @Override
  public void close() {
    planned.clear();
    disconnect();
  }

  /** Where the connection stays, while it is good for the next response. */
  private final class Held implements HttpCoreConnection.Home {
    @Override
    public void giveBack(HttpCoreConnection used) {
      // it is here already
    }

    @Override
    public void close(HttpCoreConnection used) {
      disconnect();
    }
  }
}
