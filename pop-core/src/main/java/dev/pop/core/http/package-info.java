/**
 * Fetching over HTTP: credentials that stay with their host, digests computed while writing, and
 * two transports behind one {@code HttpTransport}: plain HTTP straight to its server, which is most
 * of what archives are asked for, and a client that can do everything else. Start at {@link
 * dev.pop.core.http.Downloader}; {@link dev.pop.core.http.JsonHttp} talks to an API.
 */
@NullMarked
package dev.pop.core.http;

import org.jspecify.annotations.NullMarked;
