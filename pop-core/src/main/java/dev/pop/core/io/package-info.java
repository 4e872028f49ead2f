/**
 * Compression by file ending, files that appear whole or not at all, locks, and byte sizes in
 * words. Start at {@link dev.pop.core.io.AtomicFile}.
 */
@NullMarked
package dev.pop.core.io;

import org.jspecify.annotations.NullMarked;
