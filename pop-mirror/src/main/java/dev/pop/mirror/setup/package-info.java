/**
 * Everything that a new PoP needs, in one go, and again when something changed. Start at {@link
 * dev.pop.mirror.setup.PopSetup}.
 */
@Internal
@NullMarked
package dev.pop.mirror.setup;

import dev.pop.core.Internal;
import org.jspecify.annotations.NullMarked;
