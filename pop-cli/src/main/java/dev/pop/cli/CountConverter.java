package dev.pop.cli;

import com.beust.jcommander.ParameterException;
import com.beust.jcommander.converters.BaseConverter;
import com.google.common.primitives.Ints;
import org.jspecify.annotations.Nullable;

/** Reads how many of something are asked for: one at least. */
final class CountConverter extends BaseConverter<Integer> {
  /** More of anything is never kept. */
  private static final int MOST = 1_000_000;

  CountConverter(String option) {
    super(option);
  }

  @Override
  public Integer convert(String value) {
    @Nullable Integer count = Ints.tryParse(value);
    if (count == null || count < 1 || count > MOST) {
      throw new ParameterException(
          getOptionName() + " takes a number from 1 to " + MOST + ", not '" + value + "'");
    }
    return count;
  }
}
