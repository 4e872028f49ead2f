/**
 * apt's formats as bytes and values: deb822 text, {@code Release}, {@code Packages} and {@code
 * Sources}, source lines, digests. Nothing here touches a network. Start at {@link
 * dev.pop.core.apt.ReleaseFile}.
 */
@NullMarked
package dev.pop.core.apt;

import org.jspecify.annotations.NullMarked;
