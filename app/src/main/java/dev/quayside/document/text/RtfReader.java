package dev.quayside.document.text;

import dev.quayside.document.format.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads Rich Text Format, with tables, notes and the labels of lists. One thread at a time.
/// Source: Rich Text Format 1.9.1.
final class RtfReader {
    /// Groups whose text is not the document's.
    private static final Set<String> SILENT = Set.of(
            "fonttbl",
            "colortbl",
            "stylesheet",
            "info",
            "pict",
            "objdata",
            "fldinst",
            "listtable",
            "listoverridetable",
            "themedata",
            "colorschememapping",
            "latentstyles",
            "datastore",
            "generator",
            "xmlnstbl",
            "rsidtbl",
            "bkmkstart",
            "bkmkend",
            "nonshppict",
            "revtbl",
            "filetbl",
            "template",
            "author",
            "title",
            "atnid",
            "atnauthor",
            "atndate",
            "annotation",
            "pgptbl",
            "mmathPr",
            "objclass",
            "objname",
            "xe",
            "tc",
            "userprops");
    private static final Set<String> MARGINS =
            Set.of("header", "footer", "headerl", "headerr", "headerf", "footerl", "footerr", "footerf");

    /// Starred groups that hold text of the document all the same.
    private static final Set<String> STARRED_TEXT = Set.of("shptxt", "shpinst", "ud", "shprslt", "do", "dptxbxtext");

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("emdash", "—"),
            Map.entry("endash", "–"),
            Map.entry("lquote", "‘"),
            Map.entry("rquote", "’"),
            Map.entry("ldblquote", "“"),
            Map.entry("rdblquote", "”"),
            Map.entry("bullet", "•"),
            Map.entry("tab", "\t"),
            Map.entry("line", "\n"),
            Map.entry("emspace", " "),
            Map.entry("enspace", " "),
            Map.entry("~", "\u00a0"),
            Map.entry("_", "-"),
            Map.entry("{", "{"),
            Map.entry("}", "}"),
            Map.entry("\\", "\\"));
    private static final int MAX_DEPTH = 10_000;

    private final List<Block> blocks = new ArrayList<>();
    private final List<Block> notes = new ArrayList<>();
    private final Deque<Group> groups = new ArrayDeque<>();
    private final Map<Integer, Charset> fonts = new HashMap<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final List<String> row = new ArrayList<>();
    private final int maxChars;
    private Charset charset = RtfCharsets.USUAL;
    private StringBuilder text = new StringBuilder();
    private int chars;
    private int tables;
    private boolean afterRow;
    private int footnotes;
    private int skip;

    /// What holds until a group ends.
    private static final class Group {
        private final StringBuilder outer;
        private final boolean ownText;
        private int font;
        private int fontDefined;
        private int fallback = 1;
        private boolean silent;
        private boolean starred;
        private boolean margin;
        private boolean note;
        private int outline;

        Group(StringBuilder outer, boolean ownText) {
            this.outer = outer;
            this.ownText = ownText;
        }
    }

    private RtfReader(int maxChars) {
        this.maxChars = maxChars;
        groups.push(new Group(text, false));
    }

    static DocumentText read(Path file, int maxChars) throws IOException {
        RtfReader reader = new RtfReader(maxChars);
        boolean full = reader.read(new RtfTokens(Files.readAllBytes(file)));
        reader.endParagraph();
        reader.blocks.addAll(reader.notes);
        return new DocumentText(Format.RTF, reader.blocks, full);
    }

    private boolean read(RtfTokens tokens) throws IOException {
        while (chars <= maxChars) {
            switch (tokens.next()) {
                case RtfTokens.Token.Open _ -> open();
                case RtfTokens.Token.Close _ -> close();
                case RtfTokens.Token.Letter(byte value) -> letter(value);
                case RtfTokens.Token.Control control -> control(control, tokens);
                case RtfTokens.Token.End _ -> {
                    decode();
                    return false;
                }
            }
        }
        return true;
    }

    private Group group() {
        return groups.getFirst();
    }

    private void open() throws IOException {
        decode();
        if (groups.size() >= MAX_DEPTH) {
            throw new IOException("more than " + MAX_DEPTH + " groups within each other");
        }
        Group around = group();
        Group inner = new Group(text, false);
        inner.font = around.font;
        inner.fallback = around.fallback;
        inner.silent = around.silent;
        inner.margin = around.margin;
        inner.outline = around.outline;
        inner.fontDefined = around.fontDefined;
        groups.push(inner);
        skip = 0;
    }

    private void close() {
        decode();
        skip = 0;
        if (groups.size() == 1) {
            return;
        }
        Group ended = group();
        if (ended.ownText) {
            endParagraph();
        }
        groups.pop();
        if (ended.ownText) {
            text = ended.outer;
        }
    }

    private void letter(byte value) {
        if (skip > 0) {
            skip--;
        } else if (!group().silent) {
            pending.write(value);
        }
    }

    private void control(RtfTokens.Token.Control control, RtfTokens tokens) {
        if (skip > 0 && !control.word().equals("bin")) {
            skip--;
            return;
        }
        decode();
        String word = control.word();
        if (SIGNS.containsKey(word)) {
            write(SIGNS.get(word));
        } else if (group().starred && !STARRED_TEXT.contains(word)) {
            group().silent = true;
        } else if (SILENT.contains(word)) {
            group().silent = true;
            group().starred = false;
        } else if (MARGINS.contains(word)) {
            ownText().margin = true;
        } else {
            state(control, tokens);
        }
        if (!word.equals("*")) {
            group().starred = false;
        }
    }

    private void state(RtfTokens.Token.Control control, RtfTokens tokens) {
        int number = control.number();
        switch (control.word()) {
            case "*" -> group().starred = true;
            case "par", "sect", "page", "\n", "\r" -> endParagraph();
            case "cell", "nestcell" -> endCell();
            case "row", "nestrow" -> endRow();
            case "u" -> {
                write(Character.toString((char) (number & 0xFFFF)));
                skip = group().fallback;
            }
            case "uc" -> group().fallback = Math.clamp(number, 0, 16);
            case "bin" -> tokens.skip(number);
            case "ansicpg" -> charset = RtfCharsets.ofCodePage(number);
            case "mac" -> charset = RtfCharsets.ofCodePage(10_000);
            case "pc" -> charset = RtfCharsets.ofCodePage(437);
            case "pca" -> charset = RtfCharsets.ofCodePage(850);
            case "f" -> {
                group().font = number;
                group().fontDefined = number;
            }
            case "fcharset" -> fonts.put(group().fontDefined, RtfCharsets.ofFont(number, charset));
            case "plain" -> group().font = -1;
            case "pard" -> group().outline = 0;
            case "outlinelevel" -> group().outline = Math.clamp(number + 1L, 1, 6);
            case "v", "deleted" -> group().silent |= !control.given() || number != 0;
            case "footnote" -> beginNote();
            case "upr" -> group().silent = true;
            case "ud" -> group().silent = false;
            case "chftn" -> {
                if (groups.stream().noneMatch(group -> group.note)) {
                    write("[" + (footnotes + 1) + "]");
                }
            }
            default -> {}
        }
    }

    private void beginNote() {
        footnotes++;
        Group own = ownText();
        own.note = true;
        write("[" + footnotes + "] ");
    }

    /// Lets the group write into a paragraph of its own.
    private Group ownText() {
        Group plain = groups.pop();
        Group own = new Group(text, true);
        own.font = plain.font;
        own.fallback = plain.fallback;
        own.silent = plain.silent;
        groups.push(own);
        text = new StringBuilder();
        return own;
    }

    private void decode() {
        if (pending.size() > 0) {
            String letters = pending.toString(fonts.getOrDefault(group().font, charset));
            pending.reset();
            write(letters);
        }
    }

    private void write(String letters) {
        if (!group().silent) {
            chars += letters.length();
            text.append(letters);
        }
    }

    private void endParagraph() {
        if (group().silent && !group().note) {
            return;
        }
        String paragraph = text.toString().strip();
        text.setLength(0);
        if (paragraph.isEmpty()) {
            return;
        }
        if (!row.isEmpty()) {
            text.append(paragraph).append(' '); // within a cell
            return;
        }
        afterRow = false;
        boolean note = groups.stream().anyMatch(group -> group.note);
        if (note) {
            notes.add(new Block(Block.Kind.PARAGRAPH, 0, paragraph));
        } else if (group().margin) {
            blocks.add(new Block(Block.Kind.MARGIN, 0, paragraph));
        } else if (group().outline > 0) {
            blocks.add(new Block(Block.Kind.HEADING, group().outline, paragraph));
        } else {
            blocks.add(new Block(Block.Kind.PARAGRAPH, 0, paragraph));
        }
    }

    private void endCell() {
        row.add(Blanks.oneLine(text));
        text.setLength(0);
    }

    private void endRow() {
        tables += afterRow ? 0 : 1;
        afterRow = true;
        if (row.stream().anyMatch(cell -> !cell.isEmpty())) {
            blocks.add(new Block(Block.Kind.ROW, tables, String.join("\t", row)));
        }
        row.clear();
    }
}
