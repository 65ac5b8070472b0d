package dev.quayside.document.text;

import dev.quayside.document.format.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Reads texts of OpenDocument, with the numbers of lists and notes, which Tika leaves out. One thread at a time.
/// Source: OpenDocument 1.3 part 3.
final class OdtReader {
    private static final Set<String> SILENT = Set.of(
            "tracked-changes", "annotation", "sequence-decls", "forms", "scripts", "desc", "page-number", "page-count");
    private static final int MAX_REPEATS = 1_000;
    private static final int MAX_OBJECTS = 100;

    private final List<Block> blocks = new ArrayList<>();
    private final List<Block> notes = new ArrayList<>();
    private final Deque<StringBuilder> paragraphs = new ArrayDeque<>();
    private final Deque<List<String>> rows = new ArrayDeque<>();
    private final Deque<StringBuilder> cells = new ArrayDeque<>();
    private final OdtLists lists = new OdtLists();
    private final Set<String> objects = new LinkedHashSet<>();
    private final int maxChars;
    private String label = "";
    private String listStyle = "";
    private String noteLabel = "";
    private int heading;
    private int silent;
    private int tables;
    private int margins;
    private int inNote;
    private int chars;
    private boolean full;

    private OdtReader(int maxChars) {
        this.maxChars = maxChars;
    }

    static DocumentText read(Path file, int maxChars) throws IOException {
        OdtReader reader = new OdtReader(maxChars);
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            reader.part(zip, "styles.xml");
            reader.part(zip, "content.xml");
            for (String object : List.copyOf(reader.objects)) {
                reader.part(zip, object + "/content.xml");
            }
        } catch (XMLStreamException e) {
            throw new IOException("the text is not well-formed: " + e.getMessage(), e);
        }
        reader.blocks.addAll(reader.notes);
        return new DocumentText(Format.ODT, reader.blocks, reader.full);
    }

    private void part(ZipFile zip, String name) throws IOException, XMLStreamException {
        ZipArchiveEntry entry = zip.getEntry(name);
        if (entry == null) {
            if (name.equals("content.xml")) {
                throw new IOException("the part content.xml is missing");
            }
            return;
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream stream = zip.getInputStream(entry)) {
            XMLStreamReader xml = factory.createXMLStreamReader(stream);
            while (xml.hasNext() && !full) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> begin(xml.getLocalName(), xml);
                    case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        write(xml.getText().replaceAll("[ \\t\\r\\n]+", " "));
                    default -> {}
                }
            }
        }
    }

    private void begin(String name, XMLStreamReader xml) {
        if (SILENT.contains(name)) {
            silent++;
        }
        switch (name) {
            case "p", "h" -> {
                paragraphs.push(new StringBuilder());
                heading = name.equals("h") ? Math.clamp(number(xml, "outline-level", 1), 1, 6) : 0;
            }
            case "list" ->
                lists.begin(
                        text(xml, "style-name"),
                        text(xml, "id"),
                        text(xml, "continue-numbering").equals("true"),
                        text(xml, "continue-list"));
            case "list-item" -> label = lists.next(number(xml, "start-value", 0));
            case "list-style", "outline-style" -> listStyle = text(xml, "name");
            case "list-level-style-number" ->
                lists.define(
                        listStyle,
                        number(xml, "level", 1),
                        new OdtLists.Level(
                                text(xml, "num-format"),
                                text(xml, "num-prefix"),
                                text(xml, "num-suffix"),
                                number(xml, "start-value", 1),
                                number(xml, "display-levels", 1)));
            case "table" -> tables += rows.isEmpty() ? 1 : 0;
            case "table-row" -> rows.push(new ArrayList<>());
            case "table-cell" -> cells.push(new StringBuilder());
            case "header", "footer", "header-left", "footer-left", "header-first", "footer-first" -> margins++;
            case "note-citation" -> paragraphs.push(new StringBuilder());
            case "note-body" -> inNote++;
            case "object" -> rememberObject(text(xml, "href"));
            case "tab" -> write("\t");
            case "line-break" -> write("\n");
            case "s" -> write(" ".repeat(Math.clamp(number(xml, "c", 1), 1, MAX_REPEATS)));
            default -> {}
        }
    }

    /// A table or a formula within the text has a part of its own, which is read after the text.
    private void rememberObject(String href) {
        if (!href.isEmpty() && objects.size() < MAX_OBJECTS) {
            objects.add(href.startsWith("./") ? href.substring(2) : href);
        }
    }

    private void end(String name) {
        if (SILENT.contains(name)) {
            silent--;
        }
        switch (name) {
            case "p", "h" -> endParagraph();
            case "list" -> lists.end();
            case "list-item" -> label = "";
            case "table-cell" -> endCell();
            case "table-row" -> endRow();
            case "header", "footer", "header-left", "footer-left", "header-first", "footer-first" -> margins--;
            case "note-citation" -> {
                noteLabel = "[" + paragraphs.pop().toString().strip() + "]";
                write(noteLabel);
            }
            case "note-body" -> inNote--;
            default -> {}
        }
    }

    private void write(String text) {
        if (silent > 0 || paragraphs.isEmpty()) {
            return;
        }
        int room = maxChars - chars;
        full = text.length() > room;
        chars += text.length();
        paragraphs.getFirst().append(full ? text.substring(0, Math.max(0, room)) : text);
    }

    private void endParagraph() {
        if (paragraphs.isEmpty()) {
            return;
        }
        String text = paragraphs.pop().toString().strip();
        if (text.isEmpty() || silent > 0) {
            return;
        }
        if (inNote > 0) {
            notes.add(new Block(Block.Kind.PARAGRAPH, 0, (noteLabel + " " + text).strip()));
            noteLabel = "";
        } else if (!cells.isEmpty()) {
            StringBuilder cell = cells.getFirst();
            cell.append(cell.isEmpty() ? "" : " ").append(label).append(text);
        } else if (margins > 0) {
            blocks.add(new Block(Block.Kind.MARGIN, 0, text));
        } else if (heading > 0) {
            blocks.add(new Block(Block.Kind.HEADING, heading, text));
        } else if (lists.depth() > 0) {
            blocks.add(new Block(Block.Kind.ITEM, lists.depth(), label + text));
        } else {
            blocks.add(new Block(Block.Kind.PARAGRAPH, 0, text));
        }
        label = "";
        heading = 0;
    }

    private void endCell() {
        if (cells.isEmpty() || rows.isEmpty()) {
            return;
        }
        rows.getFirst().add(Blanks.oneLine(cells.pop()));
    }

    /// A table within a cell becomes part of the cell's text.
    private void endRow() {
        if (rows.isEmpty()) {
            return;
        }
        List<String> row = rows.pop();
        if (!cells.isEmpty()) {
            cells.getFirst().append(' ').append(String.join(" ", row));
        } else if (row.stream().anyMatch(cell -> !cell.isEmpty())) {
            blocks.add(new Block(Block.Kind.ROW, tables, String.join("\t", row)));
        }
    }

    private static String text(XMLStreamReader xml, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }

    private static int number(XMLStreamReader xml, String name, int otherwise) {
        String text = text(xml, name);
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
    }
}
