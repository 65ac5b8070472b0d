package dev.quayside.document.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// Makes blocks of the XHTML that parsers tell. One thread at a time.
final class BlockCollector extends DefaultHandler {
    private static final Set<String> SILENT = Set.of("head", "style", "script", "noscript", "template");
    private static final Set<String> BREAKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "blockquote",
            "pre",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "table",
            "form",
            "body",
            "header",
            "footer",
            "main",
            "nav",
            "aside",
            "figure",
            "figcaption",
            "address",
            "hr",
            "option",
            "title");
    private static final Set<String> PAGES = Set.of("page", "slide-content");

    /// In the place of the number of a list that has none.
    private static final int BULLETS = Integer.MIN_VALUE;

    private static final Set<String> MARGINS = Set.of("header", "footer");

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<String> row = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();
    private final NoteLabels notes = new NoteLabels();
    private final Deque<String> open = new ArrayDeque<>();
    private final int maxChars;
    private int chars;
    private int silent;
    private final Deque<Integer> lists = new ArrayDeque<>();
    private int tables;
    private int depthOfTables;
    private int pages;
    private boolean inPage;
    private int heading;
    private String label = "";

    BlockCollector(int maxChars) {
        this.maxChars = maxChars;
    }

    /// There is more than was asked for; nothing is wrong.
    static final class Full extends SAXException {
        private static final long serialVersionUID = 1L;
    }

    List<Block> blocks() {
        flush();
        endPage();
        return List.copyOf(blocks);
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        String name = localName.toLowerCase(Locale.ROOT);
        String role = Optional.ofNullable(attributes.getValue("class")).orElse("");
        if (SILENT.contains(name)) {
            silent++;
        }
        if (name.equals("img")) {
            describe(Optional.ofNullable(attributes.getValue("alt")).orElse("").strip());
        }
        begin(name, role, number(attributes.getValue("start")));
        notes.begin(role);
        open.push(MARGINS.contains(role) || name.equals("header") || name.equals("footer") ? "margin" : name);
    }

    private void begin(String name, String role, int start) {
        if (name.equals("table")) {
            startTable();
        } else if (depthOfTables > 0) {
            text.append(BREAKS.contains(name) ? " " : "");
        } else if (isHeading(name)) {
            flush();
            heading = name.charAt(1) - '0';
        } else if (name.equals("li")) {
            flush();
            label = nextLabel();
        } else if (name.equals("ul")) {
            flush();
            lists.push(BULLETS);
        } else if (name.equals("ol")) {
            flush();
            lists.push(start - 1);
        } else if (name.equals("div") && PAGES.contains(role)) {
            flush();
            endPage();
            inPage = true;
            pages++;
        } else if (BREAKS.contains(name)) {
            flush();
        }
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        String name = localName.toLowerCase(Locale.ROOT);
        switch (name) {
            case "table" -> endTable();
            case "td", "th" -> endCell();
            case "tr" -> endRow();
            case "ul", "ol" -> {
                flush();
                lists.poll();
            }
            default -> {
                if (isHeading(name) || name.equals("li") || BREAKS.contains(name)) {
                    flush();
                    heading = 0;
                }
            }
        }
        if (SILENT.contains(name)) {
            silent--;
        }
        String opened = open.isEmpty() ? "" : open.pop();
        if (name.equals("div") && inPage && !open.contains("div")) {
            endPage();
        } else if (opened.equals("margin")) {
            flush();
        }
    }

    @Override
    public void characters(char[] letters, int start, int length) throws SAXException {
        if (silent > 0) {
            return;
        }
        chars += length;
        if (chars > maxChars) {
            text.append(letters, start, Math.max(0, length - (chars - maxChars)));
            throw new Full();
        }
        text.append(letters, start, length);
    }

    @Override
    public void ignorableWhitespace(char[] letters, int start, int length) throws SAXException {
        characters(letters, start, length);
    }

    /// What a picture is said to show; a file name says nothing.
    private void describe(String picture) {
        if (!picture.isEmpty() && !picture.matches("(?i)\\S+\\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|pict|svg)")) {
            text.append('[').append(picture).append(']');
        }
    }

    /// Of the item that begins: its number, in lists that have numbers.
    private String nextLabel() {
        if (lists.isEmpty() || lists.getFirst() == BULLETS) {
            return "";
        }
        int number = lists.pop() + 1;
        lists.push(number);
        return number + ". ";
    }

    private static int number(@Nullable String start) {
        return start != null && start.matches("\\d{1,6}") ? Integer.parseInt(start) : 1;
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }

    private void startTable() {
        if (depthOfTables++ == 0) {
            flush();
            tables++;
        } else {
            text.append(' ');
        }
    }

    private void endTable() {
        depthOfTables = Math.max(0, depthOfTables - 1);
        if (depthOfTables == 0) {
            endRow();
            text.setLength(0);
        }
    }

    private void endCell() {
        if (depthOfTables == 1) {
            row.add(Blanks.oneLine(text));
            text.setLength(0);
        } else {
            text.append(' ');
        }
    }

    private void endRow() {
        if (depthOfTables > 1) {
            return;
        }
        if (!text.toString().isBlank()) {
            row.add(Blanks.oneLine(text));
        }
        text.setLength(0);
        String cells = String.join("\t", row);
        row.clear();
        if (!cells.isBlank()) {
            add(new Block(Block.Kind.ROW, tables, cells));
        }
    }

    private void flush() {
        if (depthOfTables > 0) {
            return;
        }
        String paragraph = notes.label(Blanks.tidy(text));
        text.setLength(0);
        if (paragraph.isBlank()) {
            return;
        }
        if (heading > 0) {
            add(new Block(Block.Kind.HEADING, heading, paragraph));
        } else if (open.contains("margin")) {
            add(new Block(Block.Kind.MARGIN, 0, paragraph));
        } else if (!lists.isEmpty()) {
            add(new Block(Block.Kind.ITEM, lists.size(), label + paragraph));
            label = "";
        } else {
            add(new Block(Block.Kind.PARAGRAPH, 0, paragraph));
        }
    }

    private void add(Block block) {
        if (inPage) {
            page.append(page.isEmpty() ? "" : "\n").append(block.text());
        } else {
            blocks.add(block);
        }
    }

    private void endPage() {
        if (!inPage) {
            return;
        }
        flush();
        inPage = false;
        if (!page.isEmpty()) {
            blocks.add(new Block(Block.Kind.PAGE, pages, page.toString()));
        }
        page.setLength(0);
    }
}
