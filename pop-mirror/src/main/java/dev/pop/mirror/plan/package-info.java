/**
 * The plan: what a mirror must hold, from signed indices, beside what its disk holds. Every
 * operation is a view of it. Start at {@link dev.pop.mirror.plan.MirrorPlan}.
 */
@Internal
@NullMarked
package dev.pop.mirror.plan;

import dev.pop.core.Internal;
import org.jspecify.annotations.NullMarked;
