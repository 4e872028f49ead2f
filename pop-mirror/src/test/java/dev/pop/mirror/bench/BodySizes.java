package dev.pop.mirror.bench;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.random.RandomGenerator;

/**
 * How large package files are: their sizes' logarithms are normally distributed, as in true
 * archives, and cut at both ends.
 *
 * @param median in bytes
 * @param spread standard deviation of the natural logarithm
 * @param least in bytes, at least 1
 * @param most in bytes
 */
record BodySizes(double median, double spread, long least, long most) {
  private static final double USUAL_SPREAD = 1.2;

  BodySizes {
    checkArgument(1 <= least && least <= most, "sizes from %s to %s", least, most);
  }

  /** Sizes of this mean, nearly. */
  static BodySizes ofMean(double mean) {
    double median = mean / Math.exp(USUAL_SPREAD * USUAL_SPREAD / 2);
    long most = Math.max(1, Math.round(50 * mean));
    return new BodySizes(median, USUAL_SPREAD, 1, most);
  }

  long draw(RandomGenerator random) {
    double size = median * Math.exp(spread * random.nextGaussian());
    return Math.max(least, Math.min(most, Math.round(size)));
  }
}
