package dev.pop.mirror.setup;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The service that syncs the mirror, and the timer that starts it every day. */
final class SystemdUnits {
  static final String SERVICE = "pop-mirror.service";
  static final String TIMER = "pop-mirror.timer";

  static final String TIMER_TEXT =
      """
      [Unit]
      Description=Bring the PoP mirror up to date every day

      [Timer]
      OnCalendar=daily
      RandomizedDelaySec=1h
      Persistent=true

      [Install]
      WantedBy=timers.target
      """;

  private static final Pattern EXEC = Pattern.compile("(?m)^ExecStart=.*$");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@+=:,./-]+");

  private SystemdUnits() {}

  static String service(List<String> command) {
    return """
    [Unit]
    Description=Bring the PoP mirror up to date
    Wants=network-online.target
    After=network-online.target

    [Service]
    Type=oneshot
    %s
    """
        .formatted(exec(command));
  }

  /** {@code service} with another command; what else its owner wrote into it stays. */
  static String withCommand(String service, List<String> command) {
    return EXEC.matcher(service).replaceFirst(Matcher.quoteReplacement(exec(command)));
  }

  private static String exec(List<String> command) {
    return "ExecStart=" + command.stream().map(SystemdUnits::word).collect(Collectors.joining(" "));
  }

  /** A word as systemd.service(5) reads it. */
  private static String word(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : '"'
            + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
            + '"';
  }
}
