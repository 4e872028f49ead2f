package dev.pop.core.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials off plain HTTP, unless the connection ends at a loopback or private address.
 * Looks at the address itself, for the name of a host says little about where it leads. Runs when
 * the connection stands and before anything is sent over it.
 */
final class CleartextCredentialGuard implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    if (!chain.request().isHttps() && chain.request().header("Authorization") != null) {
      Route route = chain.connection().route();
      if (route.proxy().type() != Proxy.Type.DIRECT) {
        throw Refusal.ofProxy();
      }
      check(route.socketAddress().getAddress());
    }
    return chain.proceed(chain.request());
  }

  /** Refuses to send credentials to a public address. */
  static void check(@Nullable InetAddress address) throws Refusal {
    if (!isPrivate(address)) {
      throw new Refusal("credentials are not sent over plain HTTP to a public address");
    }
  }

  /** Whether it is a loopback, private or link-local address; one that is not known is not. */
  static boolean isPrivate(@Nullable InetAddress address) {
    return address != null
        && (address.isLoopbackAddress()
            || address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || isUniqueLocal(address.getAddress()));
  }

  private static boolean isUniqueLocal(byte[] address) {
    return address.length == 16 && (address[0] & 0xfe) == 0xfc;
  }

  /** The message is the reason, as one sentence. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
      super(reason);
    }

    static Refusal ofProxy() {
      return new Refusal("credentials are not sent over plain HTTP to a proxy");
    }
  }
}
