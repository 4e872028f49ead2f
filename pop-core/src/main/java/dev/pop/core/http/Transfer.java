package dev.pop.core.http;

import java.util.function.BooleanSupplier;

/** One fetch on its way: tells how it goes, and ends it when nobody wants it any more. */
final class Transfer {
  private final FetchListener listener;
  private final BooleanSupplier cancelled;
  private long received;

  Transfer(FetchListener listener, BooleanSupplier cancelled) {
    this.listener = listener;
    this.cancelled = cancelled;
  }

  void check() throws InterruptedException {
    if (cancelled.getAsBoolean() || Thread.interrupted()) {
      throw new InterruptedException("the run was interrupted");
    }
  }

  void answered(int status) {
    listener.answered(status);
  }

  void received(int bytes) {
    received += bytes;
    listener.received(bytes);
  }

  /** An attempt failed: what it brought does not count. */
  void rollBackProgress() {
    if (received > 0) {
      listener.received(-received);
      received = 0;
    }
  }
}
