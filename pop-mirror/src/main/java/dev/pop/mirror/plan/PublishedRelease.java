package dev.pop.mirror.plan;

import dev.pop.core.http.Validators;
import java.nio.file.Path;

/**
 * The {@code InRelease} or {@code Release} of a suite that is published and complete.
 *
 * @param path below the archive's base
 * @param file where it lies
 * @param validators what upstream said of it
 */
public record PublishedRelease(String path, Path file, Validators validators) {}
