package dev.quayside.document.convert;

import dev.quayside.document.text.Block;
import dev.quayside.document.text.DocumentText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Writes text as a Word document with headings, lists and tables. Source: ECMA-376 part 1, 17.
final class DocxWriter {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private static final String TYPES = HEAD + """
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\
            <Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
            <Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
            </Types>""";
    private static final String RELATIONS = HEAD + """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>\
            </Relationships>""";
    private static final String DOCUMENT_RELATIONS = HEAD + """
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
            <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>\
            </Relationships>""";

    /// In half points.
    private static final int[] HEADING_SIZES = {36, 30, 26, 24, 22, 22};

    private DocxWriter() {}

    static void write(DocumentText text, Path to) throws IOException {
        try (XmlPackage file = new XmlPackage(to)) {
            file.part("[Content_Types].xml", TYPES);
            file.part("_rels/.rels", RELATIONS);
            file.part("word/_rels/document.xml.rels", DOCUMENT_RELATIONS);
            file.part("word/styles.xml", styles());
            file.part("word/document.xml", document(text.blocks()));
        }
    }

    private static String styles() {
        StringBuilder xml = new StringBuilder(HEAD)
                .append("<w:styles xmlns:w=\"")
                .append(MAIN)
                .append("\">")
                .append("<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Liberation Sans\"")
                .append(" w:hAnsi=\"Liberation Sans\" w:cs=\"Liberation Sans\"/><w:sz w:val=\"22\"/></w:rPr>")
                .append("</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\"/></w:pPr></w:pPrDefault>")
                .append("</w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">")
                .append("<w:name w:val=\"Normal\"/></w:style>");
        for (int level = 1; level <= HEADING_SIZES.length; level++) {
            xml.append("<w:style w:type=\"paragraph\" w:styleId=\"Heading")
                    .append(level)
                    .append("\"><w:name w:val=\"heading ")
                    .append(level)
                    .append("\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:pPr><w:keepNext/>")
                    .append("<w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"")
                    .append(level - 1)
                    .append("\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"")
                    .append(HEADING_SIZES[level - 1])
                    .append("\"/></w:rPr></w:style>");
        }
        return xml.append("</w:styles>").toString();
    }

    private static String document(List<Block> blocks) {
        StringBuilder xml = new StringBuilder(HEAD)
                .append("<w:document xmlns:w=\"")
                .append(MAIN)
                .append("\"><w:body>");
        int table = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            boolean row = block.kind() == Block.Kind.ROW;
            if (table > 0 && (!row || block.level() != table)) {
                xml.append("</w:tbl><w:p/>");
                table = 0;
            }
            if (row && table == 0) {
                table = Math.max(1, block.level());
                xml.append("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>")
                        .append(borders())
                        .append("</w:tblBorders></w:tblPr><w:tblGrid/>");
            }
            block(xml, block, i > 0);
        }
        return xml.append(table > 0 ? "</w:tbl><w:p/>" : "")
                .append("<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>")
                .append("<w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\"")
                .append(" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>")
                .toString();
    }

    private static void block(StringBuilder xml, Block block, boolean after) {
        switch (block.kind()) {
            case HEADING ->
                paragraph(xml, "<w:pStyle w:val=\"Heading" + Math.clamp(block.level(), 1, 6) + "\"/>", block.text());
            case ITEM -> paragraph(xml, "<w:ind w:left=\"" + 360 * Math.min(block.level(), 8) + "\"/>", block.text());
            case PAGE -> {
                String first = after ? "<w:pageBreakBefore/>" : "";
                for (String line : block.text().split("\n", -1)) {
                    paragraph(xml, first, line);
                    first = "";
                }
            }
            case PARAGRAPH, MARGIN -> paragraph(xml, "", block.text());
            case ROW -> {
                xml.append("<w:tr>");
                for (String cell : block.text().split("\t", -1)) {
                    xml.append("<w:tc><w:tcPr/>");
                    paragraph(xml, "", cell);
                    xml.append("</w:tc>");
                }
                xml.append("</w:tr>");
            }
        }
    }

    private static void paragraph(StringBuilder xml, String properties, String text) {
        xml.append("<w:p>");
        if (!properties.isEmpty()) {
            xml.append("<w:pPr>").append(properties).append("</w:pPr>");
        }
        xml.append("<w:r><w:t xml:space=\"preserve\">")
                .append(XmlPackage.escaped(text)
                        .replace("\r", "")
                        .replace("\n", "</w:t><w:br/><w:t xml:space=\"preserve\">")
                        .replace("\t", "</w:t><w:tab/><w:t xml:space=\"preserve\">"))
                .append("</w:t></w:r></w:p>");
    }

    private static String borders() {
        StringBuilder xml = new StringBuilder();
        for (String side : List.of("top", "left", "bottom", "right", "insideH", "insideV")) {
            xml.append("<w:").append(side).append(" w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"999999\"/>");
        }
        return xml.toString();
    }
}
