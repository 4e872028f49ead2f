/**
 * The mirror on disk: its layout, what is known to be in it, and how a new generation of a suite
 * takes the place of the old. Start at {@link dev.pop.mirror.store.MirrorStore}.
 */
@NullMarked
package dev.pop.mirror.store;

import org.jspecify.annotations.NullMarked;
