package dev.pop.core.pro;

import com.google.gson.JsonObject;
import dev.pop.core.Internal;

/**
 * The machine that is registered with a contract by an attachment.
 *
 * @param id any unique text, such as the content of {@code /etc/machine-id}
 * @param architecture as dpkg names it, such as {@code amd64}
 * @param distribution such as {@code Ubuntu}: the name in {@code /etc/os-release}
 * @param series such as {@code noble}
 * @param release such as {@code 24.04}
 * @param kernel as {@code uname -r} prints it
 */
@Internal
public record Machine(
    String id,
    String architecture,
    String distribution,
    String series,
    String release,
    String kernel) {
  /**
   * The request of an attachment. Servers in air gaps may be old and look for the operating system
   * in {@code os}, newer ones in {@code activityInfo}: both are sent, as the Pro client does.
   */
  String toJson(String clientVersion) {
    JsonObject os = new JsonObject();
    os.addProperty("distribution", distribution);
    os.addProperty("kernel", kernel);
    os.addProperty("series", series);
    os.addProperty("type", "Linux");
    os.addProperty("release", release);

    JsonObject activity = new JsonObject();
    activity.addProperty("distribution", distribution);
    activity.addProperty("kernel", kernel);
    activity.addProperty("series", series);
    activity.addProperty("architecture", architecture);
    activity.addProperty("desktop", false);
    activity.addProperty("clientVersion", clientVersion);

    JsonObject request = new JsonObject();
    request.addProperty("machineId", id);
    request.addProperty("architecture", architecture);
    request.add("os", os);
    request.add("activityInfo", activity);
    return request.toString();
  }
}
