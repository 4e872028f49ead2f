package dev.pop.core.io;

import com.sun.jna.Function;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.util.List;

/** Lets another program take the place of this one, as {@code exec} of a shell does. */
public final class ProcessImage {
  private ProcessImage() {}

  /**
   * Replaces this program; number, environment and open streams of the process stay. It does not
   * return unless it fails.
   *
   * @param command an absolute path, and the arguments
   * @throws IOException if the program cannot be started, or this system cannot do it
   */
  public static void replace(List<String> command) throws IOException {
    try {
      Object[] arguments = {
        command.get(0), new StringArray(command.toArray(String[]::new), "UTF-8")
      };
      Function.getFunction("c", "execv").invokeInt(arguments);
    } catch (LinkageError e) {
      throw new IOException("the C library cannot be called", e);
    }
    throw new IOException(command.get(0) + " cannot be started");
  }
}
