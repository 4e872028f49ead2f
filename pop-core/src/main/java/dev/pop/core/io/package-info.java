/**
 * Compression by file ending, files that appear whole or not at all, locks, and byte sizes in
 * words. Start at {@link dev.pop.core.io.AtomicFile}.
 */
@Internal
@NullMarked
package dev.pop.core.io;

import dev.pop.core.Internal;
import org.jspecify.annotations.NullMarked;
