package dev.quayside.action.http;

import dev.quayside.action.config.ConfigValues;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Which statuses a step takes as a success.
///
/// @param list numbers and texts such as `404` or `2xx`; missing if every status will do
record Accepted(JsonNode list) {
    private static final Pattern FORM = Pattern.compile("[1-5](?:\\d\\d|xx)");

    boolean anything() {
        return list.isMissingNode() || list.isNull();
    }

    /// Tells whether the list names `status`; never if there is no list.
    boolean names(int status) {
        for (JsonNode entry : list) {
            String form = form(entry);
            if (form.equals(Integer.toString(status)) || form.equals(status / 100 + "xx")) {
                return true;
            }
        }
        return false;
    }

    static boolean readable(JsonNode entry) {
        return ConfigValues.isTemplate(entry) || FORM.matcher(form(entry)).matches();
    }

    private static String form(JsonNode entry) {
        return entry.asString("").strip().toLowerCase(Locale.ROOT);
    }
}
