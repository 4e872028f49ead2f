package dev.pop.core.http;

import dev.pop.core.Internal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A body that arrived whole and was what it had to be.
 *
 * @param file that holds it
 * @param size in bytes
 * @param resumed how many of them an earlier attempt had brought
 * @param validators for asking again later
 * @param lastModified when the server says that the file was changed
 */
@Internal
public record FetchedFile(
    Path file, long size, long resumed, Validators validators, Optional<Instant> lastModified) {}
