package dev.pop.core.http;

import java.time.Instant;
import java.util.Optional;

/**
 * A body that arrived whole and was what it had to be.
 *
 * @param size in bytes
 * @param validators for asking again later
 * @param lastModified when the server says that the file was changed
 */
public record FetchedFile(long size, Validators validators, Optional<Instant> lastModified) {}
