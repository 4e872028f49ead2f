/**
 * How large a mirror will be, before disk is allocated for it, and how large it is. Start at {@link
 * dev.pop.mirror.estimator.SizeEstimator}.
 */
@NullMarked
package dev.pop.mirror.estimator;

import org.jspecify.annotations.NullMarked;
