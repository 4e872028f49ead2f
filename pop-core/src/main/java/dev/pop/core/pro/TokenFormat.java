package dev.pop.core.pro;

import dev.pop.core.Internal;
import dev.pop.core.Secret;
import dev.pop.core.apt.ArchiveUrl.Credentials;
import dev.pop.core.apt.FormatException;
import java.util.regex.Pattern;

/**
 * What a contract, machine or resource token looks like: one word that can stand in a URL, an HTTP
 * header and a line of apt's auth file without being taken for anything else.
 */
@Internal
public final class TokenFormat {
  private static final int MAX_LENGTH = 4096;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+=-]+(:[A-Za-z0-9._~+=-]+)?");

  /** The user that a token without one of its own goes with. */
  public static final String USER = "bearer";

  private TokenFormat() {}

  /**
   * Reads a token; blanks and line ends around it are dropped.
   *
   * @param what whose token it is, for the message
   * @throws FormatException if it is empty, over-long, or has a blank, a control character,
   *     {@code @}, {@code /} or anything else that no token has; the message does not show it
   */
  public static Secret parse(String text, String what) throws FormatException {
    String token = text.strip();
    if (token.isEmpty()) {
      throw new FormatException("the token of " + what + " is empty");
    }
    if (token.length() > MAX_LENGTH) {
      throw new FormatException(
          "the token of " + what + " is longer than " + MAX_LENGTH + " characters");
    }
    if (!FORM.matcher(token).matches()) {
      throw new FormatException("the token of " + what + " is malformed: it " + fault(token));
    }
    return Secret.of(token);
  }

  private static String fault(String token) {
    if (token.chars().anyMatch(Character::isISOControl)) {
      return "contains a line end or another control character";
    }
    if (token.chars().anyMatch(Character::isWhitespace)) {
      return "contains a blank";
    }
    return "must be letters, digits, '.', '_', '~', '+', '=', '-' and at most one ':' in between";
  }

  /**
   * User and password for HTTP Basic authentication: {@code user:password} when the token has a
   * colon, otherwise the user {@code bearer}, as the Pro client does.
   */
  public static Credentials credentials(Secret token) {
    String text = token.reveal();
    int colon = text.indexOf(':');
    return colon < 0
        ? new Credentials(USER, token)
        : new Credentials(text.substring(0, colon), Secret.of(text.substring(colon + 1)));
  }
}
