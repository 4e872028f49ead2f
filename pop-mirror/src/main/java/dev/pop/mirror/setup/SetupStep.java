package dev.pop.mirror.setup;

import dev.pop.mirror.report.JsonFields;
import dev.pop.mirror.report.JsonForm;

/**
 * What one step of the setup came to.
 *
 * @param name such as {@code mirror_list}
 * @param detail one sentence without secrets
 */
public record SetupStep(String name, Status status, String detail) implements JsonForm {

  /** How a step ended. */
  public enum Status {
    /** Something was written or looked at. */
    DONE,
    /** All was as it should be already. */
    UNCHANGED,
    /** Done as far as it could be; the detail says what is missing. */
    WARNING,
    /** Not done; the steps after it were not begun. */
    FAILED,
    /** Done, and taken back because a later step failed. */
    UNDONE
  }

  SetupStep undone() {
    return status == Status.DONE ? new SetupStep(name, Status.UNDONE, detail) : this;
  }

  @Override
  public void writeTo(JsonFields json) {
    json.put("name", name).put("status", status).put("detail", detail);
  }
}
