package dev.pop.core.io;

import java.util.List;

/** The one place where other programs are called from, so that none inherits a token. */
public final class TokenFreeProcess {
  private TokenFreeProcess() {}

  /** A program and its arguments, in this process's environment without its tokens. */
  public static ProcessBuilder of(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(TokenFreeProcess::isToken);
    return builder;
  }

  /** {@code POP_CONTRACT_TOKEN}, whatever is named likewise, and where systemd puts them. */
  static boolean isToken(String variable) {
    return variable.equals("CREDENTIALS_DIRECTORY")
        || (variable.startsWith("POP_") && variable.contains("TOKEN"));
  }
}
