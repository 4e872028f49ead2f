package dev.pop.core.pro;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import dev.pop.core.apt.ArchiveUrl;
import dev.pop.core.apt.FormatException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses directives that are more than they should be. They end up in lines of mirror lists and
 * source lists, where a line end, a blank or a bracket would begin something of its own
 * (CVE-2026-11386), and in requests that carry a token, which a trick in the host name would send
 * elsewhere.
 */
final class DirectiveCheck {
  private static final int MAX_LENGTH = 1024;
  private static final Pattern URL = Pattern.compile("[A-Za-z0-9:/._~+\\[\\]-]+");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");
  private static final Pattern DOTTED_QUAD =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.|$)){4}");
  private static final Pattern SUITE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.~_-]*");
  private static final Pattern PACKAGE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.~_-]*(:[a-z0-9-]+)?");
  private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]+");

  private final String service;

  DirectiveCheck(String service) {
    this.service = service;
  }

  ArchiveUrl url(String field, String text) throws HostileDirectiveException {
    oneWord(field, text);
    if (text.contains("@")) {
      throw refused(field, "it carries credentials, or hides its host behind an '@'");
    }
    if (!text.matches("(?i)https?://.*")) {
      throw refused(field, "it is no URL of the form http://host/path or https://host/path");
    }
    if (!URL.matcher(text).matches()) {
      throw refused(field, "it has a character that the URL of an archive has no use for");
    }
    ArchiveUrl url;
    try {
      url = ArchiveUrl.parse(text);
    } catch (FormatException e) {
      throw refused(field, "its host, port or path is malformed");
    }
    checkHost(field, url.host());
    return url;
  }

  /** A name whose labels are plain, or an address in its usual form only. */
  private void checkHost(String field, String host) throws HostileDirectiveException {
    if (host.startsWith("[")) {
      return;
    }
    List<String> labels = Splitter.on('.').splitToList(host);
    if (!labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
      throw refused(field, "its host name is malformed");
    }
    boolean numeric = NUMBER.matcher(Iterables.getLast(labels)).matches();
    if (numeric && !DOTTED_QUAD.matcher(host).matches()) {
      throw refused(field, "its host is an address in disguise");
    }
  }

  void suites(String field, List<String> names) throws HostileDirectiveException {
    words(field, names, SUITE, "it has a suite that is not a suite name");
  }

  void packages(String field, List<String> names) throws HostileDirectiveException {
    words(field, names, PACKAGE, "it has a package that is not a package name");
  }

  void key(String field, String text) throws HostileDirectiveException {
    if (text.length() > MAX_LENGTH || !KEY.matcher(text).matches()) {
      throw refused(field, "it is over-long or has a control character");
    }
  }

  private void words(String field, List<String> names, Pattern form, String otherwise)
      throws HostileDirectiveException {
    for (String name : names) {
      oneWord(field, name);
      if (!form.matcher(name).matches()) {
        throw refused(field, otherwise);
      }
    }
  }

  private void oneWord(String field, String text) throws HostileDirectiveException {
    if (text.length() > MAX_LENGTH) {
      throw refused(field, "it is longer than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        throw refused(field, String.format("it contains the control character \\x%02x", (int) c));
      }
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        throw refused(field, "it contains a blank");
      }
    }
  }

  private HostileDirectiveException refused(String field, String reason) {
    return new HostileDirectiveException(service, field, reason);
  }
}
