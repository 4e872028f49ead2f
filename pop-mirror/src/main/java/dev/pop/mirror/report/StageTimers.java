package dev.pop.mirror.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The stages that took place for somebody. Safe for several threads. */
final class StageTimers {
  private final Map<Stage, StageTimer> clocks = new ConcurrentHashMap<>();

  StageTimer of(Stage stage) {
    StageTimer known = clocks.get(stage);
    return known == null ? clocks.computeIfAbsent(stage, any -> new StageTimer()) : known;
  }

  /** Lets the stage begin and end here when it does there, at least. */
  void spans(Stage stage, StageTimers other) {
    StageTimer theirs = other.clocks.get(stage);
    if (theirs != null) {
      of(stage).spans(theirs);
    }
  }

  /** The stage has ended; it may come again. */
  void settle(Stage stage) {
    StageTimer clock = clocks.get(stage);
    if (clock != null) {
      clock.settle();
    }
  }

  /** The stages that took place, in their order. */
  List<StageTime> times() {
    return times(List.of(this));
  }

  /** These times, with what was done by {@code parts}. */
  List<StageTime> times(List<StageTimers> parts) {
    List<StageTime> times = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      List<StageTimer> doing = new ArrayList<>();
      for (StageTimers part : parts) {
        StageTimer clock = part.clocks.get(stage);
        if (clock != null) {
          doing.add(clock);
        }
      }
      if (!doing.isEmpty() || clocks.containsKey(stage)) {
        times.add(of(stage).time(stage, doing));
      }
    }
    return times;
  }
}
