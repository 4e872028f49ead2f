/**
 * What PoP serves over HTTP: the files of a mirror. Start at {@link
 * dev.pop.mirror.server.MirrorServer}. Jetty stays behind this package.
 */
@NullMarked
package dev.pop.mirror.server;

import org.jspecify.annotations.NullMarked;
