package dev.quayside.workflow.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads one field of a cron expression. Every refusal names the field, the part and what would be right.
///
/// Source: crontab(5) of Vixie cron, and POSIX.1-2024 crontab; `L` and `#` as in most libraries.
final class CronReader {
    /// The five fields in their order.
    enum Field {
        MINUTE("minute", 0, 59, ""),
        HOUR("hour", 0, 23, ""),
        DAY("day of month", 1, 31, ""),
        MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
        WEEKDAY("day of week", 0, 7, "SUN MON TUE WED THU FRI SAT");

        private final String words;
        private final int low;
        private final int high;
        private final String names;

        Field(String words, int low, int high, String names) {
            this.words = words;
            this.low = low;
            this.high = high;
            this.names = names;
        }

        /// The values' names in their order, where they have some.
        private List<String> named() {
            return names.isEmpty() ? List.of() : List.of(names.split(" "));
        }
    }

    /// What one field allows.
    ///
    /// @param bits the allowed values, as bits; Sunday is 0
    /// @param last whether the last day of the month is meant too
    /// @param nth which of the weekdays of a month are meant too: bit `7 * (n - 1) + weekday`
    /// @param star whether the field begins with `*`, which crontab(5) takes as no restriction
    record Values(long bits, boolean last, long nth, boolean star) {}

    /// What a field allows, while its parts are read.
    private record Part(long bits, boolean last, long nth) {}

    static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final int MOST_LETTERS = 200;

    private CronReader() {}

    /// The five fields of an expression, each as it is written.
    ///
    /// @throws IllegalArgumentException with the reason
    static List<String> fields(String expression) {
        if (expression.length() > MOST_LETTERS) {
            throw new IllegalArgumentException("it is longer than " + MOST_LETTERS + " letters");
        }
        if (!expression.chars().allMatch(letter -> letter == '\t' || (letter >= ' ' && letter < 127))) {
            throw new IllegalArgumentException("only ASCII letters, digits and the signs * , - / # @ are known");
        }
        String text = expression.strip();
        if (text.startsWith("@")) {
            String meant = MACROS.get(text.toLowerCase(Locale.ROOT));
            if (meant == null) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not one of " + String.join(", ", new java.util.TreeSet<>(MACROS.keySet())));
            }
            text = meant;
        }
        List<String> fields = text.isEmpty() ? List.of() : List.of(text.split("[ \t]+"));
        if (fields.size() != 5) {
            throw new IllegalArgumentException(
                    "expected five fields (minute hour day-of-month month day-of-week), found "
                            + fields.size()
                            + (fields.size() == 6 || fields.size() == 7
                                    ? "; seconds and years are not supported"
                                    : ""));
        }
        return fields;
    }

    /// What one field allows.
    ///
    /// @throws IllegalArgumentException with the reason
    static Values read(Field field, String text) {
        long bits = 0;
        long nth = 0;
        boolean last = false;
        for (String item : split(text)) {
            Part part = part(field, item.toUpperCase(Locale.ROOT));
            bits |= part.bits();
            nth |= part.nth();
            last |= part.last();
        }
        return new Values(bits, last, nth, text.startsWith("*"));
    }

    private static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        int start = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
            items.add(text.substring(start, comma));
            start = comma + 1;
        }
        items.add(text.substring(start));
        return items;
    }

    private static Part part(Field field, String item) {
        if (item.isEmpty()) {
            throw refused(field, "there is nothing before or after a comma");
        }
        if (field == Field.DAY && item.equals("L")) {
            return new Part(0, true, 0);
        }
        int hash = item.indexOf('#');
        if (hash >= 0) {
            return nth(field, item, hash);
        }
        int slash = item.indexOf('/');
        int step = slash < 0 ? 1 : step(field, item, item.substring(slash + 1));
        String range = slash < 0 ? item : item.substring(0, slash);
        int dash = range.indexOf('-', 1);
        if (range.equals("*")) {
            int high = field == Field.WEEKDAY ? 6 : field.high;
            return new Part(bits(field, field.low, high, step), false, 0);
        }
        if (dash < 0) {
            int from = value(field, range);
            int high = field == Field.WEEKDAY ? Math.max(from, 6) : field.high;
            return new Part(bits(field, from, slash < 0 ? from : high, step), false, 0);
        }
        int from = value(field, range.substring(0, dash));
        int to = value(field, range.substring(dash + 1));
        if (field == Field.WEEKDAY && to == 0 && from > 0 && range.endsWith("SUN")) {
            to = 7;
        }
        if (from > to) {
            throw refused(field, "the range '" + range + "' runs backwards");
        }
        return new Part(bits(field, from, to, step), false, 0);
    }

    private static Part nth(Field field, String item, int hash) {
        if (field != Field.WEEKDAY) {
            throw refused(field, "'" + item + "': # belongs to the day of week, as in MON#1");
        }
        int weekday = value(field, item.substring(0, hash)) % 7;
        String which = item.substring(hash + 1);
        if (which.length() != 1 || which.charAt(0) < '1' || which.charAt(0) > '5') {
            throw refused(field, "'" + item + "': after # comes 1 to 5");
        }
        return new Part(0, false, 1L << (7 * (which.charAt(0) - '1') + weekday));
    }

    private static int step(Field field, String item, String text) {
        int step = number(text);
        if (step < 1 || step > field.high) {
            throw refused(field, "'" + item + "': the step must be a number from 1 to " + field.high);
        }
        return step;
    }

    private static int value(Field field, String text) {
        int name = field.named().indexOf(text);
        int value = name >= 0 ? name + field.low : number(text);
        if (value < 0 && !text.matches("[0-9]+")) {
            throw refused(field, unknown(field, text));
        }
        if (value < field.low || value > field.high) {
            throw refused(field, text + " is not between " + field.low + " and " + field.high);
        }
        return value;
    }

    private static String unknown(Field field, String text) {
        String what = "'" + text + "' is not a number"
                + (field.names.isEmpty()
                        ? ""
                        : " or a name such as " + field.named().get(1));
        boolean quartz = text.equals("?") || text.matches("L?W|[0-9]{1,2}[LW]|L-[0-9]{1,2}");
        return quartz ? what + "; ?, W and L with a number are not supported" : what;
    }

    /// The number, or -1 if it is none of at most four digits.
    private static int number(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    private static long bits(Field field, int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << (field == Field.WEEKDAY ? value % 7 : value);
        }
        return bits;
    }

    private static IllegalArgumentException refused(Field field, String reason) {
        return new IllegalArgumentException(field.words + ": " + reason);
    }
}
