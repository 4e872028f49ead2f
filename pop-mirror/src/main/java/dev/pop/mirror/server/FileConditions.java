package dev.pop.mirror.server;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What the conditions and the range of a request mean for one version of a file (RFC 9110, sections
 * 13 and 14).
 */
final class FileConditions {
  private static final Splitter TAGS = Splitter.on(',').trimResults().omitEmptyStrings();

  private final HttpFields request;
  private final OpenFile file;

  FileConditions(HttpFields request, OpenFile file) {
    this.request = request;
    this.file = file;
  }

  /** 412 or 304 where a condition decides the response, otherwise 200. */
  int status() {
    if (request.contains(HttpHeader.IF_MATCH)
        ? !names(HttpHeader.IF_MATCH, file.entityTag()::equals)
        : isAfter(HttpHeader.IF_UNMODIFIED_SINCE)) {
      return HttpStatus.PRECONDITION_FAILED_412;
    }
    if (request.contains(HttpHeader.IF_NONE_MATCH)
        ? names(HttpHeader.IF_NONE_MATCH, this::isWeakly)
        : isNotAfter(HttpHeader.IF_MODIFIED_SINCE)) {
      return HttpStatus.NOT_MODIFIED_304;
    }
    return HttpStatus.OK_200;
  }

  /**
   * Whether part of the file is to be sent. Several ranges, and a range whose If-Range names
   * another version, ask for the whole file here, which RFC 9110 allows.
   */
  boolean hasUsableRange() {
    List<String> lines = request.getValuesList(HttpHeader.RANGE);
    return lines.size() == 1
        && Ascii.toLowerCase(lines.get(0)).startsWith("bytes=")
        && !lines.get(0).contains(",")
        && isStill();
  }

  /** The one range of a request that has a usable one; empty when the file has no such bytes. */
  List<ByteRange> range() {
    return ByteRange.parse(request.getValuesList(HttpHeader.RANGE), file.size());
  }

  /** A date counts only when it equals Last-Modified, a weak entity tag never. */
  private boolean isStill() {
    String condition = request.get(HttpHeader.IF_RANGE);
    if (condition == null) {
      return true;
    }
    String validator = condition.strip();
    return validator.equals(file.entityTag())
        || validator.equals(DateGenerator.formatDate(file.lastModified().toEpochMilli()));
  }

  private boolean names(HttpHeader header, Predicate<String> is) {
    return tags(header).anyMatch(tag -> tag.equals("*") || is.test(tag));
  }

  private boolean isWeakly(String tag) {
    return (tag.startsWith("W/") ? tag.substring(2) : tag).equals(file.entityTag());
  }

  /** The tags that this server makes hold no comma. */
  private Stream<String> tags(HttpHeader header) {
    return request.getValuesList(header).stream().flatMap(TAGS::splitToStream);
  }

  private boolean isAfter(HttpHeader header) {
    return request.contains(header) && date(header).isBefore(file.lastModified());
  }

  private boolean isNotAfter(HttpHeader header) {
    return request.contains(header)
        && !date(header).equals(Instant.MAX)
        && !file.lastModified().isAfter(date(header));
  }

  /** The end of time for what is no date: such a condition is ignored. */
  private Instant date(HttpHeader header) {
    long millis = HttpDateTime.parseToEpoch(request.get(header));
    return millis < 0 ? Instant.MAX : Instant.ofEpochMilli(millis);
  }
}
