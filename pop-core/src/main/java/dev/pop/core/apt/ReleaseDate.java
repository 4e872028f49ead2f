package dev.pop.core.apt;

import com.google.common.base.Splitter;
import dev.pop.core.Internal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The dates of a {@code Release}, and of HTTP headers: RFC 1123 in UTC or with an offset in digits,
 * such as {@code Thu, 21 Apr 2022 17:16:08 UTC}. Read by hand because a formatter with zone names
 * costs a tenth of a second at start-up.
 */
@Internal
public final class ReleaseDate {
  private static final Splitter WORDS = Splitter.on(' ').trimResults().omitEmptyStrings();

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** What apt accepts as universal time. */
  private static final Set<String> ZONES = Set.of("UTC", "GMT", "Z");

  private static final Pattern OFFSET = Pattern.compile("[+-][0-9]{4}");

  private ReleaseDate() {}

  /**
   * Reads a date without a word about where it stands.
   *
   * @throws DateTimeException if it is none in this form
   */
  public static Instant read(String text) {
    List<String> words = WORDS.splitToList(text);
    if (words.size() != 6) {
      throw new DateTimeException("it is not of the form of RFC 1123");
    }
    ZoneOffset offset = offset(words.get(5));
    try {
      LocalDate day =
          LocalDate.of(
              Integer.parseInt(words.get(3)),
              MONTHS.indexOf(words.get(2)) + 1,
              Integer.parseInt(words.get(1)));
      return day.atTime(time(words.get(4))).toInstant(offset);
    } catch (NumberFormatException e) {
      throw new DateTimeException("a number in it is none", e);
    }
  }

  private static ZoneOffset offset(String zone) {
    if (ZONES.contains(zone)) {
      return ZoneOffset.UTC;
    }
    if (!OFFSET.matcher(zone).matches()) {
      throw new DateTimeException("it is not in universal time, and has no offset in digits");
    }
    int sign = zone.charAt(0) == '-' ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(sign * twoDigits(zone, 1), sign * twoDigits(zone, 3));
  }

  private static LocalTime time(String text) {
    String time = text.length() == 7 ? "0" + text : text;
    if (time.length() != 8 || time.charAt(2) != ':' || time.charAt(5) != ':') {
      throw new DateTimeException("the time of day is not of the form 17:16:08");
    }
    return LocalTime.of(twoDigits(time, 0), twoDigits(time, 3), twoDigits(time, 6));
  }

  private static int twoDigits(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) {
      throw new DateTimeException("a number in it is none");
    }
    return 10 * tens + ones;
  }
}
