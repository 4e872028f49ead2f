/** What the fuzz targets of the readers have in common. */
@NullMarked
package dev.pop.core.fuzz;

import org.jspecify.annotations.NullMarked;
