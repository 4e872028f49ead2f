/**
 * Keys and signatures of apt archives. Start at {@link dev.pop.core.openpgp.ReleaseVerifier};
 * {@link dev.pop.core.openpgp.SigningKey} signs.
 */
@NullMarked
package dev.pop.core.openpgp;

import org.jspecify.annotations.NullMarked;
