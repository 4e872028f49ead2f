package dev.pop.core.http;

import java.util.concurrent.TimeUnit;

/** Time as transfers see it. */
interface Ticker {
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /** Nanoseconds since whenever. */
  long nanos();

  void sleep(long nanos) throws InterruptedException;
}
