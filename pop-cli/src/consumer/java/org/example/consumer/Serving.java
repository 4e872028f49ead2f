package org.example.consumer;

import static org.example.consumer.Main.check;

import dev.pop.mirror.repository.MirrorList;
import dev.pop.mirror.server.MirrorServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** Serves a mirror where Jetty is there, and says what is missing where it is not. */
final class Serving {
  private Serving() {}

  static void run(World world) throws Exception {
    MirrorList list = world.small("plain");
    Path mirror = list.settings().mirrorPath().resolve(list.repositories().get(0).diskPath());
    if (hasJetty()) {
      serve(mirror);
    } else {
      sayWhatIsMissing(mirror);
    }
  }

  private static boolean hasJetty() {
    try {
      Class.forName("org.eclipse.jetty.server.Server");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static void serve(Path mirror) throws Exception {
    try (MirrorServer server = MirrorServer.start(mirror, "127.0.0.1", 0)) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.baseUri().resolve("dists/jammy/InRelease"));
      HttpResponse<String> whole = get(request);
      check(whole.statusCode() == 200 && whole.body().contains("Suite: jammy"), whole);
      String tag = whole.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> unchanged = get(request.header("If-None-Match", tag));
      check(unchanged.statusCode() == 304, unchanged);
    }
  }

  private static HttpResponse<String> get(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private static void sayWhatIsMissing(Path mirror) throws Exception {
    try (MirrorServer server = MirrorServer.start(mirror, "127.0.0.1", 0)) {
      check(false, server.baseUri());
    } catch (IllegalStateException e) {
      check(e.getMessage().contains("org.eclipse.jetty:jetty-server"), e);
    }
  }
}
