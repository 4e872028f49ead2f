package dev.pop.broken.core;

import com.beust.jcommander.JCommander;
import java.util.List;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.eclipse.jetty.server.Server;

/** Breaks every rule that the core has to keep. */
public final class Violation {
  private Violation() {}

  static Object cyclic() {
    return dev.pop.broken.cli.Violation.class;
  }

  static Object foreign() {
    return List.of(
        JCommander.class, PGPPublicKey.class, OkHttpClient.class, Server.class, Logger.class);
  }

  static Object child() {
    return new ProcessBuilder("true");
  }

  static void print(Exception e) {
    System.out.println(e);
    e.printStackTrace();
  }
}
