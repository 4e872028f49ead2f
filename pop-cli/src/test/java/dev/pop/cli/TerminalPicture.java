package dev.pop.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal makes of what is sent to it, as far as {@link Screen} uses it. */
final class TerminalPicture {
  private static final Pattern PIECE =
      Pattern.compile("\u001b\\[(\\??[0-9]*)([A-Za-z])|\r|\n|[^\u001b\r\n]");

  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private final int columns;
  private int row;
  private int column;

  private TerminalPicture(int columns) {
    this.columns = columns;
  }

  static List<String> of(String sent, int columns) {
    TerminalPicture picture = new TerminalPicture(columns);
    Matcher pieces = PIECE.matcher(sent);
    int end = 0;
    while (pieces.find()) {
      if (pieces.start() != end) {
        throw new IllegalArgumentException("cannot read " + sent.substring(end));
      }
      end = pieces.end();
      picture.take(pieces);
    }
    return picture.rows.stream().map(StringBuilder::toString).toList();
  }

  private void take(Matcher piece) {
    if (piece.group(2) != null) {
      command(piece.group(1), piece.group(2));
    } else if (piece.group().equals("\n")) {
      row++;
      column = 0; // as the terminal's driver adds a carriage return
      if (row == rows.size()) {
        rows.add(new StringBuilder());
      }
    } else if (piece.group().equals("\r")) {
      column = 0;
    } else {
      StringBuilder line = rows.get(row);
      if (column < line.length()) {
        line.setCharAt(column, piece.group().charAt(0));
      } else {
        line.append(piece.group());
      }
      column = Math.min(column + 1, columns);
    }
  }

  private void command(String argument, String letter) {
    switch (letter) {
      case "A" -> row -= 1;
      case "K" -> clearLine();
      case "J" -> {
        clearLine();
        rows.subList(row + 1, rows.size()).clear();
      }
      case "h", "l", "m" -> {} // modes and colours
      default -> throw new IllegalArgumentException(argument + letter);
    }
  }

  private void clearLine() {
    StringBuilder line = rows.get(row);
    line.setLength(Math.min(column, line.length()));
  }
}
