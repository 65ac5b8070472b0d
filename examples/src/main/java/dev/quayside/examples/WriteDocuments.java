package dev.quayside.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes those of the sample documents that no editor of text can write. The same bytes every time.
///
/// To change one, run this file on the folder, `java WriteDocuments.java examples/documents`; a test compares.
public final class WriteDocuments {
    private static final LocalDateTime WRITTEN = LocalDateTime.of(2026, 3, 20, 9, 0);
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.";

    private static final String COMPLAINT = """
            Complaint about delivery 4471
            Dear Brandt & Sons,
            We are very disappointed with your last delivery. Four of the twelve sacks were wet, and the coffee in them \
            smells terrible. Nobody answered the phone for three days, and the driver was rude to our staff.
            This is the second bad delivery in a row. We had to throw the coffee away and buy expensive beans elsewhere.
            Please take the damaged sacks back and refund the full price by the end of the month. If nothing happens, we \
            will cancel the contract.
            Ewan Campbell, Campbell's Coffee House, Leith
            """;

    private static final String CONTRACT = """
            Liefervertrag über Rohkaffee
            zwischen der Brandt & Söhne Kaffeeimport GmbH, Hamburg (Lieferant), und der Rösterei Albrecht OHG, Lübeck (Käufer).
            Der Lieferant liefert dem Käufer in jedem Kalendermonat 40 Säcke Rohkaffee der Sorte Arabica zu je 60 Kilogramm. \
            Der Kaufpreis beträgt 5,80 Euro je Kilogramm und ist innerhalb von 30 Tagen nach Lieferung zu zahlen.
            Mängel der Ware sind innerhalb von acht Tagen nach der Lieferung schriftlich anzuzeigen. Bei berechtigten Mängeln \
            liefert der Lieferant unverzüglich Ersatz.
            Der Vertrag beginnt am 1. April 2026 und kann mit einer Frist von drei Monaten zum Ende eines Kalenderjahres \
            gekündigt werden. Gerichtsstand ist Hamburg.
            """;

    private static final String INVOICE = """
            Invoice 2041
            Brandt & Sons Coffee to Campbell's Coffee House: 12 sacks of Huehuetenango, 4,176.00 euro, due on 30 April 2026.
            """;

    private static final List<List<String>> STOCK = List.of(
            List.of("Warehouse", "Origin", "Variety", "Sacks", "Arrived", "Remarks"),
            List.of(
                    "Holzhafen 1",
                    "Guatemala",
                    "Huehuetenango",
                    "120",
                    "2026-02-11",
                    "Sold to Gothenburg, waits for the truck"),
            List.of(
                    "Holzhafen 1",
                    "Ethiopia",
                    "Yirgacheffe",
                    "64",
                    "2026-02-27",
                    "Free to sell; the taste is excellent"),
            List.of(
                    "Holzhafen 2",
                    "Brazil",
                    "Santos natural",
                    "98",
                    "2026-01-19",
                    "Two sacks are torn and have to be weighed again"),
            List.of("Holzhafen 2", "Brazil", "Cerrado pulped natural", "14", "2026-03-02", "Only for samples"),
            List.of(
                    "Holzhafen 3",
                    "Vietnam",
                    "Robusta washed",
                    "16",
                    "2025-12-08",
                    "Too old for the spring price list, offer it at a discount"));

    private static final List<String> PRICES = List.of(
            "Price list for green coffee, spring 2026",
            "Prices are per kilogram, for full sacks of 60 kilograms, from our warehouse in Hamburg.",
            "Guatemala Huehuetenango, washed: 6.40 euro",
            "Ethiopia Yirgacheffe, washed: 7.10 euro",
            "Brazil Santos, natural: 5.20 euro",
            "Brazil Cerrado, pulped natural: 5.60 euro",
            "Vietnam Robusta, washed: 4.10 euro",
            "Orders of more than 50 sacks get a discount of four percent. Samples of 300 grams are free of charge.");

    private WriteDocuments() {}

    /// Takes the folder as its only argument.
    public static void main(String... arguments) throws IOException {
        for (Map.Entry<String, byte[]> document : documents().entrySet()) {
            Files.write(Path.of(arguments[0], document.getKey()), document.getValue());
        }
    }

    /// The documents by their names.
    static Map<String, byte[]> documents() throws IOException {
        byte[] invoice = odt(INVOICE.lines().toList());
        Map<String, byte[]> documents = new TreeMap<>();
        documents.put("complaint.docx", docx(COMPLAINT.lines().toList()));
        documents.put("contract.odt", odt(CONTRACT.lines().toList()));
        documents.put("stock.xlsx", xlsx(STOCK));
        documents.put("prices.pdf", pdf(PRICES));
        documents.put("invoice-2041.odt", Arrays.copyOf(invoice, invoice.length * 2 / 3)); // broken on purpose
        return documents;
    }

    /// The first line is a heading.
    private static byte[] docx(List<String> lines) throws IOException {
        StringBuilder body = new StringBuilder();
        for (String line : lines) {
            String bold = body.isEmpty() ? "<w:rPr><w:b/><w:sz w:val=\"32\"/></w:rPr>" : "";
            body.append("<w:p><w:r>" + bold + "<w:t>" + escaped(line) + "</w:t></w:r></w:p>");
        }
        return zip(List.of(
                part("[Content_Types].xml", contentTypes("word/document.xml", "wordprocessingml.document.main+xml")),
                part("_rels/.rels", relations("officeDocument", "word/document.xml")),
                part(
                        "word/document.xml",
                        XML
                                + "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                                + body + "</w:body></w:document>")));
    }

    private static byte[] xlsx(List<List<String>> rows) throws IOException {
        StringBuilder data = new StringBuilder();
        for (List<String> row : rows) {
            data.append("<row>");
            for (String cell : row) {
                data.append(
                        cell.matches("\\d+")
                                ? "<c><v>" + cell + "</v></c>"
                                : "<c t=\"inlineStr\"><is><t>" + escaped(cell) + "</t></is></c>");
            }
            data.append("</row>");
        }
        String main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        String types = contentTypes("xl/workbook.xml", "spreadsheetml.sheet.main+xml")
                .replace("</Types>", override("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet+xml") + "</Types>");
        return zip(List.of(
                part("[Content_Types].xml", types),
                part("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
                part(
                        "xl/workbook.xml",
                        XML + "<workbook " + main + " xmlns:r=\"" + OFFICE
                                + "\"><sheets><sheet name=\"Stock\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
                part("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml")),
                part(
                        "xl/worksheets/sheet1.xml",
                        XML + "<worksheet " + main + "><sheetData>" + data + "</sheetData></worksheet>")));
    }

    private static String contentTypes(String path, String type) {
        return XML + "<Types xmlns=\"" + PACKAGE + "content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>" + override(path, type) + "</Types>";
    }

    private static String override(String path, String type) {
        return "<Override PartName=\"/" + path + "\" ContentType=\"" + TYPE + type + "\"/>";
    }

    private static String relations(String kind, String target) {
        return XML + "<Relationships xmlns=\"" + PACKAGE + "relationships\"><Relationship Id=\"r1\" Type=\"" + OFFICE
                + "/" + kind + "\" Target=\"" + target + "\"/></Relationships>";
    }

    /// The first line is a heading.
    private static byte[] odt(List<String> lines) throws IOException {
        StringBuilder body = new StringBuilder();
        for (String line : lines) {
            body.append(
                    body.isEmpty()
                            ? "<text:h text:outline-level=\"1\">" + escaped(line) + "</text:h>"
                            : "<text:p>" + escaped(line) + "</text:p>");
        }
        String names = "urn:oasis:names:tc:opendocument:xmlns:";
        String type = "application/vnd.oasis.opendocument.text";
        return zip(List.of(
                part("mimetype", type),
                part(
                        "content.xml",
                        XML + "<office:document-content office:version=\"1.3\" xmlns:office=\"" + names
                                + "office:1.0\" xmlns:text=\"" + names + "text:1.0\"><office:body><office:text>" + body
                                + "</office:text></office:body></office:document-content>"),
                part(
                        "META-INF/manifest.xml",
                        XML + "<manifest:manifest manifest:version=\"1.3\" xmlns:manifest=\"" + names
                                + "manifest:1.0\">"
                                + "<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"" + type + "\"/>"
                                + "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
                                + "</manifest:manifest>")));
    }

    /// One page; the letters are those of ASCII.
    private static byte[] pdf(List<String> lines) throws IOException {
        StringBuilder page = new StringBuilder("BT /F1 10 Tf 18 TL 56 780 Td\n");
        for (String line : lines) {
            page.append("(" + line.replaceAll("([\\\\()])", "\\\\$1") + ") Tj T*\n");
        }
        page.append("ET\n");
        List<String> objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                        + " /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + page.length() + " >>\nstream\n" + page + "endstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        StringBuilder file = new StringBuilder("%PDF-1.4\n");
        List<Integer> places = new ArrayList<>();
        for (String object : objects) {
            places.add(file.length());
            file.append(places.size() + " 0 obj\n" + object + "\nendobj\n");
        }
        int table = file.length();
        file.append("xref\n0 " + (objects.size() + 1) + "\n0000000000 65535 f \n");
        places.forEach(place -> file.append("%010d 00000 n \n".formatted(place)));
        file.append("trailer\n<< /Size " + (objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + table + "\n%%EOF\n");
        return file.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /// A file in an archive.
    private record Part(String name, String content) {}

    private static Part part(String name, String content) {
        return new Part(name, content);
    }

    /// Not compressed: compressors of other versions write other bytes.
    private static byte[] zip(List<Part> parts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Part part : parts) {
                byte[] content = part.content().getBytes(StandardCharsets.UTF_8);
                var crc = new CRC32();
                crc.update(content);
                var entry = new ZipEntry(part.name());
                entry.setMethod(ZipEntry.STORED);
                entry.setTimeLocal(WRITTEN);
                entry.setSize(content.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
