/**
 * Small real apt archives on disk, with packages that dpkg installs and signatures that gpgv
 * accepts: what tests mirror and what a demonstration shows. The same settings give the same bytes,
 * signatures aside. Start at {@link dev.pop.mirror.sample.ArchiveBuilder}.
 */
@Internal
@NullMarked
package dev.pop.mirror.sample;

import dev.pop.core.Internal;
import org.jspecify.annotations.NullMarked;
