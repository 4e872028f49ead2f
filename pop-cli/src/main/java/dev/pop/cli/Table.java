package dev.pop.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of words in columns that are as wide as their widest word. */
final class Table {
  private final int leftAligned;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param leftAligned how many columns begin with words; numbers follow, which end in line
   */
  Table(int leftAligned, String... heads) {
    this.leftAligned = leftAligned;
    rows.add(List.of(heads));
  }

  /** Adds a row; what has more columns than the heads is not measured. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String gap = " ".repeat(i < widths.length ? widths[i] - row.get(i).length() : 0);
        line.append(i == 0 ? "" : "  ");
        line.append(i < leftAligned ? row.get(i) + gap : gap + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }
}
