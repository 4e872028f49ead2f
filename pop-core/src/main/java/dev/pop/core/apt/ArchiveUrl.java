package dev.pop.core.apt;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import dev.pop.core.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The base of an archive as a source line gives it: {@code
 * scheme://[user[:password]@]host[:port]/path}, or {@code file:/path} for one on this computer. The
 * password is a {@link Secret}; {@link #toString()} and {@link #location()} show neither user nor
 * password.
 *
 * @param scheme {@code http}, {@code https} or {@code file}
 * @param host as written; an IPv6 address in brackets; empty for {@code file}
 * @param port empty when it is the scheme's own
 * @param path begins with a slash, has no slash at its end and no {@code .}, {@code ..} or empty
 *     segment; empty for the root; still percent-encoded
 * @param credentials sent to this host and no other
 */
public record ArchiveUrl(
    String scheme,
    String host,
    Optional<Integer> port,
    String path,
    Optional<Credentials> credentials) {

  /** User and password for HTTP Basic authentication. */
  public record Credentials(String user, Secret password) {}

  /** What the name system allows (RFC 1035, section 2.3.4). */
  private static final int MAX_HOST_LENGTH = 253;

  private static final int MAX_LABEL_LENGTH = 63;

  private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(/.*)?");
  private static final Pattern LOCAL =
      Pattern.compile("(?i:file:(?://(?:localhost)?)?)(/[^/].*|/)");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*)|\\[[0-9A-Fa-f:.]+]");
  private static final Pattern PATH = Pattern.compile("[/A-Za-z0-9._~!$&'()*+,;=:@%-]*");
  private static final Pattern BEFORE_AT =
      Pattern.compile("(?<!\\S)((?:[A-Za-z][A-Za-z0-9+.-]*://)?)\\S*@");
  private static final Pattern IN_PLACE_OF_PORT =
      Pattern.compile("(://[^\\s/:\\[]*:)(?!:|[0-9]{0,5}(?:[/\\s]|$))\\S*");
  private static final CharMatcher QUERY = CharMatcher.anyOf("?#");
  private static final CharMatcher AFTER_URL = CharMatcher.whitespace().or(CharMatcher.is('\''));
  private static final Pattern NESTED_CREDENTIALS = Pattern.compile(":/+[^/@]*:[^/@]*@");
  private static final Set<String> FOREIGN =
      Set.of("ftp", "rsync", "cdrom", "copy", "ssh", "mirror");

  /**
   * Reads a URL.
   *
   * @throws FormatException if it is malformed, of a scheme that cannot be mirrored, or carries a
   *     query, a fragment or characters that no URL has; the message never repeats the credentials
   */
  public static ArchiveUrl parse(String text) throws FormatException {
    Matcher local = LOCAL.matcher(text);
    if (local.matches()) {
      return local(text, local.group(1));
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw refused(text, "is no URL of the form http://host/path");
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    if (FOREIGN.contains(scheme)) {
      throw refused(text, "uses " + scheme + ":, which is not supported; use http, https or file");
    }
    if (scheme.equals("file")) {
      throw refused(text, "is not a file:///path of this computer");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw refused(text, "uses the unknown scheme " + scheme + ":; use http, https or file");
    }
    String authority = form.group(2);
    int at = authority.lastIndexOf('@');
    Optional<Credentials> credentials =
        at < 0 ? Optional.empty() : Optional.of(credentials(text, authority.substring(0, at)));
    String hostAndPort = authority.substring(at + 1);
    int colon = hostAndPort.endsWith("]") ? -1 : hostAndPort.lastIndexOf(':');
    String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    if (!isHost(host)) {
      throw refused(text, "has no valid host name");
    }
    Optional<Integer> port =
        colon < 0 ? Optional.empty() : port(text, scheme, hostAndPort.substring(colon + 1));
    return new ArchiveUrl(scheme, host, port, path(text, form.group(3)), credentials);
  }

  private static ArchiveUrl local(String text, String given) throws FormatException {
    String path = path(text, given);
    if (path.isEmpty()) {
      throw refused(text, "names no directory");
    }
    return new ArchiveUrl("file", "", Optional.empty(), path, Optional.empty());
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return HOST.matcher(host).matches() && InetAddresses.isUriInetAddress(host);
    }
    return HOST.matcher(host).matches()
        && host.length() <= MAX_HOST_LENGTH
        && Splitter.on('.')
            .splitToStream(host)
            .allMatch(label -> !label.isEmpty() && label.length() <= MAX_LABEL_LENGTH);
  }

  private static Optional<Integer> port(String text, String scheme, String digits)
      throws FormatException {
    if (!digits.matches("[0-9]{1,5}")) {
      throw refused(text, "has a malformed port");
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw refused(text, "has a port out of range (1 to 65535)");
    }
    return port == defaultPort(scheme) ? Optional.empty() : Optional.of(port);
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static Credentials credentials(String text, String userInfo) throws FormatException {
    try {
      int colon = userInfo.indexOf(':');
      String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
      String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
      if ((user + password).chars().anyMatch(Character::isISOControl)) {
        throw refused(text, "has a control character in its credentials");
      }
      return new Credentials(user, Secret.of(password));
    } catch (IllegalArgumentException e) {
      throw refused(text, "has credentials with a malformed percent escape");
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String path(String text, @Nullable String given) throws FormatException {
    if (given == null) {
      return "";
    }
    if (NESTED_CREDENTIALS.matcher(given).find()) {
      throw refused(text, "has the credentials of another URL in its path");
    }
    if (!PATH.matcher(given).matches()) {
      throw refused(text, "has a character in its path that no archive URL has");
    }
    StringBuilder path = new StringBuilder();
    for (String segment : Splitter.on('/').omitEmptyStrings().split(given)) {
      String decoded;
      try {
        decoded = decode(segment);
      } catch (IllegalArgumentException e) {
        throw refused(text, "has a malformed percent escape");
      }
      if (decoded.equals("..") || decoded.contains("/") || decoded.indexOf('\0') >= 0) {
        throw refused(text, "has a path that leaves its host's directory");
      }
      if (decoded.startsWith(ArchivePath.OWN_PREFIX)) {
        throw refused(text, "uses the reserved name '" + ArchivePath.OWN_PREFIX + "'");
      }
      if (!decoded.equals(".")) {
        path.append('/').append(segment);
      }
    }
    return path.toString();
  }

  /**
   * A message with the URL's credentials cut out, however malformed the rest is. What is not even
   * the beginning of a URL may be a secret itself.
   */
  private static FormatException refused(String text, String why) {
    String bare = text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1");
    String shown = bare.contains("://") ? "'" + redact(bare) + "'" : Redacted.quoted(bare);
    return new FormatException(shown + " " + why);
  }

  /**
   * {@code text} for a message, without anything that could be user and password of a URL in it.
   */
  public static String redact(String text) {
    return ArchivePath.printable(withoutCredentials(text));
  }

  /**
   * {@code text} without anything that could be user and password of a URL in it: what stands
   * before an {@code @}, even where no URL has it, what stands in place of a port, and the query.
   */
  public static String withoutCredentials(String text) {
    String bare = BEFORE_AT.matcher(text).replaceAll("$1");
    bare = IN_PLACE_OF_PORT.matcher(bare).replaceAll("$1***");
    return withoutQueries(bare);
  }

  /** By hand: a pattern would look through a text of many schemes once for each of them. */
  private static String withoutQueries(String text) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int url = text.indexOf("://"); url >= 0; url = text.indexOf("://", done)) {
      int end = AFTER_URL.indexIn(text, url);
      end = end < 0 ? text.length() : end;
      int query = QUERY.indexIn(text.substring(url, end), 0);
      if (query < 0 || url + query + 1 == end) {
        out.append(text, done, end);
      } else {
        out.append(text, done, url + query + 1).append("***");
      }
      done = end;
    }
    return out.append(text, done, text.length()).toString();
  }

  /** {@code host} or {@code host:port}, as in an HTTP {@code Host} header. */
  public String hostAndPort() {
    return port.map(number -> host + ":" + number).orElse(host);
  }

  /** The port that connections go to. */
  public int effectivePort() {
    return port.orElse(defaultPort(scheme));
  }

  /**
   * Where apt-mirror and wget keep this archive below {@code mirror_path}: {@code
   * host[:port]/path}. A port other than the scheme's own is part of it, as wget does; credentials
   * never are.
   */
  public String diskPath() {
    return isLocal() ? path.substring(1) : hostAndPort() + path;
  }

  /**
   * The {@link #diskPath} of the archive with a {@link #location}, so that archives can be told
   * apart whatever scheme they are fetched by.
   */
  public static String diskPathOf(String location) {
    int afterScheme = location.indexOf("://") + 3;
    return location.substring(
        location.startsWith("/", afterScheme) ? afterScheme + 1 : afterScheme);
  }

  /** Whether this is a directory of this computer. */
  public boolean isLocal() {
    return scheme.equals("file");
  }

  /**
   * The directory that a {@code file:} URL names.
   *
   * @throws IllegalStateException if this is no such URL
   */
  public Path localPath() {
    checkState(isLocal(), "%s is not a directory", this);
    return Path.of(decode(path));
  }

  /**
   * The same place and credentials with another path.
   *
   * @param other as {@link #path}
   */
  public ArchiveUrl withPath(String other) {
    return new ArchiveUrl(scheme, host, port, other, credentials);
  }

  /** The same archive with credentials for it. */
  public ArchiveUrl withCredentials(Credentials given) {
    return new ArchiveUrl(scheme, host, port, path, Optional.of(given));
  }

  /** {@code scheme://host[:port]}: the server, whatever archive of it is meant. */
  public String server() {
    return scheme + "://" + hostAndPort();
  }

  /** The {@link #server} of the archive with a {@link #location}. */
  public static String serverOf(String location) {
    int path = location.indexOf('/', location.indexOf("://") + 3);
    return path < 0 ? location : location.substring(0, path);
  }

  /** The URL without credentials, without a slash at its end. */
  public String location() {
    return server() + path;
  }

  /**
   * The URL with user and password in it, percent-encoded, for the one place that must store it;
   * {@link #parse} reads it back.
   */
  public String reveal() {
    return credentials
        .map(
            given ->
                scheme
                    + "://"
                    + escape(given.user())
                    + ":"
                    + escape(given.password().reveal())
                    + "@"
                    + hostAndPort()
                    + path)
        .orElseGet(this::location);
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return location();
  }
}
