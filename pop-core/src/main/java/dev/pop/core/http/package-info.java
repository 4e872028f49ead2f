/**
 * Fetching over HTTP: one client, credentials that stay with their host, digests computed while
 * writing. Start at {@link dev.pop.core.http.Downloader}; {@link dev.pop.core.http.JsonHttp} talks
 * to an API.
 */
@NullMarked
package dev.pop.core.http;

import org.jspecify.annotations.NullMarked;
