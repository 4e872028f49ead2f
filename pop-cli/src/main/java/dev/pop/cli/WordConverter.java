package dev.pop.cli;

import com.beust.jcommander.ParameterException;
import com.beust.jcommander.converters.BaseConverter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads one of the words of an enum, in lower case, with hyphens. */
abstract class WordConverter<E extends Enum<E>> extends BaseConverter<E> {
  private final Class<E> type;

  WordConverter(String option, Class<E> type) {
    super(option);
    this.type = type;
  }

  @Override
  public E convert(String value) {
    for (E word : type.getEnumConstants()) {
      if (name(word).equals(value.toLowerCase(Locale.ROOT))) {
        return word;
      }
    }
    throw new ParameterException(
        getOptionName()
            + " takes one of "
            + Arrays.stream(type.getEnumConstants())
                .map(WordConverter::name)
                .collect(Collectors.joining(", "))
            + ", not '"
            + value
            + "'");
  }

  private static String name(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
