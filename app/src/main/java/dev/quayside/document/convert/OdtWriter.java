package dev.quayside.document.convert;

import dev.quayside.document.format.Format;
import dev.quayside.document.text.Block;
import dev.quayside.document.text.DocumentText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Writes text as OpenDocument with headings and tables. Source: OpenDocument 1.3 part 2 and 3.
final class OdtWriter {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String NAMES = """
            xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
            xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
            xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" \
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
            xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3">""";
    private static final String MANIFEST = HEAD + """
            <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">\
            <manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>\
            <manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
            <manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>\
            </manifest:manifest>""";
    private static final String[] HEADING_SIZES = {"18pt", "15pt", "13pt", "12pt", "11pt", "11pt"};

    private OdtWriter() {}

    static void write(DocumentText text, Path to) throws IOException {
        try (XmlPackage file = new XmlPackage(to)) {
            file.stored("mimetype", Format.ODT.mediaType());
            file.part("META-INF/manifest.xml", MANIFEST);
            file.part("styles.xml", styles());
            file.part("content.xml", content(text.blocks()));
        }
    }

    private static String styles() {
        StringBuilder xml = new StringBuilder(HEAD)
                .append("<office:document-styles ")
                .append(NAMES)
                .append("<office:styles>")
                .append("<style:style style:name=\"Standard\" style:family=\"paragraph\"/>");
        for (int level = 1; level <= HEADING_SIZES.length; level++) {
            xml.append("<style:style style:name=\"Heading_")
                    .append(level)
                    .append("\" style:family=\"paragraph\" style:default-outline-level=\"")
                    .append(level)
                    .append("\"><style:text-properties fo:font-weight=\"bold\" fo:font-size=\"")
                    .append(HEADING_SIZES[level - 1])
                    .append("\"/></style:style>");
        }
        return xml.append("</office:styles></office:document-styles>").toString();
    }

    private static String content(List<Block> blocks) {
        StringBuilder xml = new StringBuilder(HEAD)
                .append("<office:document-content ")
                .append(NAMES)
                .append("<office:automatic-styles><style:style style:name=\"Cell\" style:family=\"table-cell\">")
                .append("<style:table-cell-properties fo:border=\"0.5pt solid #999999\" fo:padding=\"0.1cm\"/>")
                .append("</style:style></office:automatic-styles><office:body><office:text>");
        int table = 0;
        int columns = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            boolean row = block.kind() == Block.Kind.ROW;
            if (table > 0 && (!row || block.level() != table)) {
                xml.append("</table:table>");
                table = 0;
            }
            if (row && table == 0) {
                table = Math.max(1, block.level());
                columns = columns(blocks.subList(i, blocks.size()), block.level());
                xml.append("<table:table><table:table-column table:number-columns-repeated=\"")
                        .append(columns)
                        .append("\"/>");
            }
            block(xml, block, columns);
        }
        return xml.append(table > 0 ? "</table:table>" : "")
                .append("</office:text></office:body></office:document-content>")
                .toString();
    }

    private static void block(StringBuilder xml, Block block, int columns) {
        switch (block.kind()) {
            case HEADING -> {
                int level = Math.clamp(block.level(), 1, 6);
                xml.append("<text:h text:style-name=\"Heading_")
                        .append(level)
                        .append("\" text:outline-level=\"")
                        .append(level)
                        .append("\">")
                        .append(marked(block.text()))
                        .append("</text:h>");
            }
            case PARAGRAPH, ITEM, MARGIN, PAGE -> paragraph(xml, block.text());
            case ROW -> {
                String[] cells = Arrays.copyOf(block.text().split("\t", -1), columns);
                xml.append("<table:table-row>");
                for (String cell : cells) {
                    xml.append("<table:table-cell table:style-name=\"Cell\">");
                    paragraph(xml, cell == null ? "" : cell);
                    xml.append("</table:table-cell>");
                }
                xml.append("</table:table-row>");
            }
        }
    }

    private static void paragraph(StringBuilder xml, String text) {
        xml.append("<text:p text:style-name=\"Standard\">").append(marked(text)).append("</text:p>");
    }

    private static String marked(String text) {
        return XmlPackage.escaped(text)
                .replace("\r", "")
                .replace("\n", "<text:line-break/>")
                .replace("\t", "<text:tab/>");
    }

    private static int columns(List<Block> blocks, int table) {
        return blocks.stream()
                .takeWhile(block -> block.kind() == Block.Kind.ROW && block.level() == table)
                .mapToInt(block -> block.text().split("\t", -1).length)
                .max()
                .orElse(1);
    }
}
