package dev.pop.mirror.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The services that sync the mirror and look at its health, and the timers that start them every
 * day. They run without rights beyond the mirror; see systemd.exec(5) for each line.
 *
 * @param user who runs them; empty for root
 * @param paths what they may write, each as a whole: two entries are two mounts, and no file can be
 *     linked from one to the other
 * @param inHome whether one of the paths or the program lies in a home directory
 */
record SystemdUnits(Optional<Account> user, List<Path> paths, boolean inHome) {
  static final String SYNC = "pop-sync";
  static final String HEALTH = "pop-health";

  /** The name of the units before there were two pairs of them. */
  static final String OLD = "pop-mirror";

  private static final Pattern EXEC = Pattern.compile("(?m)^ExecStart=.*$");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@+=:,./-]+");

  /** Who runs the services. */
  record Account(String user, String group) {}

  SystemdUnits {
    paths = List.copyOf(paths);
  }

  static String timer(String what) {
    return """
    [Unit]
    Description=%s every day

    [Timer]
    OnCalendar=daily
    RandomizedDelaySec=1h
    Persistent=true

    [Install]
    WantedBy=timers.target
    """
        .formatted(what);
  }

  /**
   * The service that runs a command.
   *
   * @param list the mirror list, of which the service gets a copy that only it can read
   */
  String sync(List<String> command, Path list) {
    return """
    [Unit]
    Description=Bring the PoP mirror up to date
    Wants=network-online.target
    After=network-online.target
    RequiresMountsFor=%s
    # To hear of a run that failed, name a unit of yours that tells you, such as:
    # OnFailure=mail-to-admin@%%n.service

    [Service]
    Type=oneshot
    %s
    LoadCredential=mirror.list:%s
    %s\
    """
        .formatted(words(paths), exec(command), word(list.toString()), hardening());
  }

  /** The service that fails, so that {@code OnFailure=} acts, when the mirror needs somebody. */
  String health(List<String> command) {
    return """
    [Unit]
    Description=Look at the health of the PoP mirror
    After=pop-sync.service
    RequiresMountsFor=%s
    # To hear of a mirror that is degraded, name a unit of yours that tells you, such as:
    # OnFailure=mail-to-admin@%%n.service

    [Service]
    Type=oneshot
    %s
    PrivateNetwork=yes
    %s\
    """
        .formatted(words(paths), exec(command), hardening());
  }

  private String hardening() {
    String account = user.map(who -> "User=" + who.user + "\nGroup=" + who.group + "\n").orElse("");
    return account
        + "ReadWritePaths="
        + words(paths)
        + "\nCacheDirectory=pop"
        + "\nProtectHome="
        + (inHome ? "no" : "yes")
        + """

        NoNewPrivileges=yes
        ProtectSystem=strict
        PrivateTmp=yes
        PrivateDevices=yes
        DevicePolicy=closed
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        ProtectProc=invisible
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        RemoveIPC=yes
        KeyringMode=private
        CapabilityBoundingSet=
        AmbientCapabilities=
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallErrorNumber=EPERM
        UMask=0022
        """;
  }

  /** {@code service} with another command; what else its owner wrote into it stays. */
  static String withCommand(String service, List<String> command) {
    return EXEC.matcher(service).replaceFirst(Matcher.quoteReplacement(exec(command)));
  }

  /** {@code service} and the lines that its owner added to a service of the old name. */
  static String withLinesOf(String service, String old) {
    int from = old.indexOf("[Service]");
    String added =
        from < 0
            ? ""
            : old.substring(from)
                .lines()
                .skip(1)
                .takeWhile(line -> !line.startsWith("["))
                .filter(line -> !line.isBlank() && !line.startsWith("ExecStart="))
                .filter(line -> service.lines().noneMatch(line::equals))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    return service + added;
  }

  private static String exec(List<String> command) {
    return "ExecStart=" + command.stream().map(SystemdUnits::word).collect(Collectors.joining(" "));
  }

  private static String words(List<Path> paths) {
    return paths.stream()
        .map(Path::toString)
        .map(SystemdUnits::word)
        .collect(Collectors.joining(" "));
  }

  /** A word as systemd.service(5) reads it; {@code %d} is a directory that systemd names. */
  private static String word(String text) {
    return PLAIN.matcher(text.replaceFirst("^%d/", "")).matches()
        ? text
        : '"'
            + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
            + '"';
  }
}
