package dev.pop.core.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Answers requests with the next of given texts, whatever they are worth as HTTP. */
final class RawServer implements Closeable {
  /** The connection is closed in place of a response. */
  static final String HANG_UP = "";

  private static final String DRIPPING = "\0";
  private static final String PAUSE = "\1";
  private static final long DRIP_NANOS = 5_000_000;

  private final ServerSocket server;
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final Queue<List<String>> requests = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  RawServer(InetAddress address) throws IOException {
    this.server = new ServerSocket(0, 50, address);
    new Thread(this::accept, "raw-server").start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections came. */
  int connections() {
    return connections.get();
  }

  /** The headers of the requests, line by line. */
  List<List<String>> requests() {
    return List.copyOf(requests);
  }

  RawServer then(String answer) {
    answers.add(answer.replace("\n", "\r\n"));
    return this;
  }

  /** Answers with {@code beginning} and then one byte every few milliseconds, without end. */
  RawServer thenDrips(String beginning) {
    return then(beginning + DRIPPING);
  }

  /** Answers after so many milliseconds. */
  RawServer thenPauses(int millis, String answer) {
    return then(PAUSE.repeat(millis / 5) + answer);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        new Thread(() -> serve(socket), "raw-connection").start();
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      for (List<String> request = header(in); !request.isEmpty(); request = header(in)) {
        requests.add(request);
        String answer = answers.poll();
        if (answer == null || answer.equals(HANG_UP)) {
          return;
        }
        for (; answer.startsWith(PAUSE); answer = answer.substring(1)) {
          LockSupport.parkNanos(DRIP_NANOS);
        }
        socket.getOutputStream().write(answer.replace(DRIPPING, "").getBytes(ISO_8859_1));
        while (answer.endsWith(DRIPPING)) {
          LockSupport.parkNanos(DRIP_NANOS);
          socket.getOutputStream().write('a');
        }
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  private static List<String> header(BufferedReader in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      lines.add(line);
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
