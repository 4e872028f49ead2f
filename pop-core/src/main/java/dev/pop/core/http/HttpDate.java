package dev.pop.core.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The dates of HTTP headers in the one form that servers are to send (RFC 9110, 5.6.7), such as
 * {@code Sun, 06 Nov 1994 08:49:37 GMT}. Read by hand: a formatter takes a good part of the time
 * that a small file does.
 */
final class HttpDate {
  private static final String FORM = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private HttpDate() {}

  /** Empty when it is no date in this form. */
  static Optional<Instant> parse(String text) {
    if (text.length() != FORM.length()
        || text.charAt(3) != ','
        || text.charAt(19) != ':'
        || text.charAt(22) != ':'
        || !text.endsWith(" GMT")) {
      return Optional.empty();
    }
    try {
      LocalDateTime time =
          LocalDateTime.of(
              number(text, 12, 16),
              MONTHS.indexOf(text.substring(8, 11)) + 1,
              number(text, 5, 7),
              number(text, 17, 19),
              number(text, 20, 22),
              number(text, 23, 25));
      return Optional.of(time.toInstant(ZoneOffset.UTC));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
