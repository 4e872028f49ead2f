package dev.pop.core.apt;

import com.google.common.base.Splitter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dates of a {@code Release}: RFC 1123 in UTC, such as {@code Thu, 21 Apr 2022 17:16:08 UTC}.
 * Read by hand because a formatter with zone names costs a tenth of a second at start-up.
 */
final class ReleaseDate {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  /** What apt accepts as universal time. */
  private static final Set<String> ZONES = Set.of("UTC", "GMT", "Z", "+0000");

  private ReleaseDate() {}

  static Instant parse(String field, String text) throws FormatException {
    List<String> words = Splitter.on(' ').trimResults().omitEmptyStrings().splitToList(text);
    try {
      if (words.size() == 6 && ZONES.contains(words.get(5))) {
        LocalDate day =
            LocalDate.of(
                Integer.parseInt(words.get(3)),
                MONTHS.indexOf(words.get(2)) + 1,
                Integer.parseInt(words.get(1)));
        String time = words.get(4).length() == 7 ? "0" + words.get(4) : words.get(4);
        return day.atTime(LocalTime.parse(time)).toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw malformed(field, text, e);
    }
    throw malformed(field, text, null);
  }

  private static FormatException malformed(String field, String text, @Nullable Exception cause) {
    String message = field + " is no date in universal time: '" + ArchivePath.printable(text) + "'";
    return cause == null ? new FormatException(message) : new FormatException(message, cause);
  }
}
