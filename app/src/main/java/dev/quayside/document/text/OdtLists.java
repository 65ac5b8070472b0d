package dev.quayside.document.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The labels of list items in OpenDocument, which are not written in the text but counted. One thread at a time.
/// Source: OpenDocument 1.3 part 3, 5.3 and 16.30 to 16.33.
final class OdtLists {
    private static final int MAX_LEVELS = 10;

    private final Map<String, Level> levels = new HashMap<>();
    private final Map<String, int[]> counters = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int[] last = new int[MAX_LEVELS + 1];

    /// How items of a level are labelled.
    ///
    /// @param format `1`, `a`, `A`, `i`, `I`, or empty for a bullet
    record Level(String format, String prefix, String suffix, int start, int shown) {}

    /// A list that is open, with the numbers of all levels.
    private static final class Open {
        private final String style;
        private final int[] numbers;
        private final String id;

        Open(String style, int[] numbers, String id) {
            this.style = style;
            this.numbers = numbers;
            this.id = id;
        }
    }

    void define(String style, int level, Level how) {
        levels.put(style + " " + level, how);
    }

    /// Begins a list.
    ///
    /// @param style empty to go on with that of the list around it
    /// @param id empty if it has none
    /// @param continued whether it goes on with the numbers of the list before
    /// @param continuedList the id of the list that it goes on with; empty if none
    void begin(String style, String id, boolean continued, String continuedList) {
        Optional<Open> around = Optional.ofNullable(open.peek());
        String inForce = style.isEmpty() ? around.map(list -> list.style).orElse("") : style;
        int[] numbers = around.map(list -> list.numbers).orElseGet(() -> new int[MAX_LEVELS + 1]);
        int level = Math.min(open.size() + 1, MAX_LEVELS);
        if (around.isEmpty() && (continued || !continuedList.isEmpty())) {
            numbers = counters.getOrDefault(continuedList, last).clone();
        } else if (!continued) {
            numbers[level] = how(inForce, level).map(Level::start).orElse(1) - 1;
        }
        open.push(new Open(inForce, numbers, id));
    }

    void end() {
        if (open.isEmpty()) {
            return;
        }
        Open ended = open.pop();
        last = ended.numbers;
        if (!ended.id.isEmpty()) {
            counters.put(ended.id, ended.numbers);
        }
    }

    /// The depth of the list that is open; 0 outside of lists.
    int depth() {
        return open.size();
    }

    /// The label of the next item.
    ///
    /// @param start the number it is given; 0 if it is counted
    String next(int start) {
        Open list = open.peek();
        if (list == null) {
            return "";
        }
        int level = Math.min(open.size(), MAX_LEVELS);
        list.numbers[level] = start > 0 ? start : list.numbers[level] + 1;
        Optional<Level> how = how(list.style, level);
        if (how.isEmpty() || how.get().format().isEmpty()) {
            return "";
        }
        StringBuilder label = new StringBuilder(how.get().prefix());
        for (int shown = Math.max(1, level - how.get().shown() + 1); shown <= level; shown++) {
            String format = how(list.style, shown).map(Level::format).orElse("1");
            label.append(label.length() > how.get().prefix().length() ? "." : "");
            label.append(number(list.numbers[shown], format));
        }
        return label.append(how.get().suffix()).append(' ').toString();
    }

    private Optional<Level> how(String style, int level) {
        return Optional.ofNullable(levels.get(style + " " + level));
    }

    private static String number(int number, String format) {
        return switch (format) {
            case "a" -> letters(number);
            case "A" -> letters(number).toUpperCase(Locale.ROOT);
            case "i" -> NoteLabels.roman(number);
            case "I" -> NoteLabels.roman(number).toUpperCase(Locale.ROOT);
            default -> Integer.toString(number);
        };
    }

    private static String letters(int number) {
        StringBuilder text = new StringBuilder();
        for (int left = number; left > 0; left = (left - 1) / 26) {
            text.insert(0, (char) ('a' + (left - 1) % 26));
        }
        return text.toString();
    }
}
