/**
 * The mirror list: which suites of which archives are mirrored, and how. Start at {@link
 * dev.pop.mirror.repository.MirrorList}.
 */
@NullMarked
package dev.pop.mirror.repository;

import org.jspecify.annotations.NullMarked;
