package dev.pop.core.http;

import dev.pop.core.Internal;
import java.util.Optional;

/**
 * What a server answered, whatever the status. {@link #toString()} leaves the body out, which may
 * hold secrets.
 *
 * @param status the HTTP status
 * @param contentType the media type in lower case without parameters
 * @param expires the {@code Expires} header as sent
 * @param body the text, in the response's charset or UTF-8
 */
@Internal
public record JsonResponse(
    int status, Optional<String> contentType, Optional<String> expires, String body) {
  @Override
  public String toString() {
    return "HTTP " + status + " " + contentType.orElse("");
  }
}
