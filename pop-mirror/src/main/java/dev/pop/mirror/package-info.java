/**
 * Mirrors of apt archives: lists, plans, fetching, publishing, verifying. Start at {@code
 * dev.pop.mirror.sync.MirrorSync}.
 */
@NullMarked
package dev.pop.mirror;

import org.jspecify.annotations.NullMarked;
