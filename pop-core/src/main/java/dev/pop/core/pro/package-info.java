/**
 * Ubuntu Pro: what a contract says ({@link dev.pop.core.pro.Contract}), the tokens that open its
 * archives ({@link dev.pop.core.pro.ProTokens}), what is known of each service without a contract
 * ({@link dev.pop.core.pro.ServiceCatalogue}), and apt's files for them. A token is a {@link
 * dev.pop.core.Secret} from the moment that it is read; no message of this package shows one.
 */
@NullMarked
package dev.pop.core.pro;

import org.jspecify.annotations.NullMarked;
