package dev.pop.mirror.sync;

import dev.pop.mirror.report.MirrorEvents;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Counts every event of a run, of whatever kind. Safe for several threads. */
final class CountedEvents {
  private final AtomicInteger count = new AtomicInteger();
  private final IntConsumer listener;

  /**
   * @param listener is told the number of each event, from 1
   */
  CountedEvents(IntConsumer listener) {
    this.listener = listener;
  }

  int count() {
    return count.get();
  }

  /** What is given to the run. */
  MirrorEvents events() {
    return (MirrorEvents)
        Proxy.newProxyInstance(
            MirrorEvents.class.getClassLoader(),
            new Class<?>[] {MirrorEvents.class},
            (proxy, method, arguments) -> {
              listener.accept(count.incrementAndGet());
              return null;
            });
  }
}
