/** Internal as a whole. */
@Internal
package dev.pop.broken.core.api.inside;

import dev.pop.core.Internal;
