package dev.quayside.document.convert;

import dev.quayside.document.format.Format;
import java.util.Map;
import java.util.Optional;

/// What LibreOffice calls formats, by what a document is to it.
/// Source: filter/source/config/fragments/filters of LibreOffice.
final class OfficeFilters {
    private static final Map<Kind, String> TO_PDF =
            Map.of(Kind.TEXT, "writer_pdf_Export", Kind.SHEET, "calc_pdf_Export", Kind.SLIDES, "impress_pdf_Export");
    private static final Map<Format, String> OTHERS = Map.ofEntries(
            Map.entry(Format.DOCX, "MS Word 2007 XML"),
            Map.entry(Format.DOC, "MS Word 97"),
            Map.entry(Format.ODT, "writer8"),
            Map.entry(Format.RTF, "Rich Text Format"),
            Map.entry(Format.XLSX, "Calc MS Excel 2007 XML"),
            Map.entry(Format.XLS, "MS Excel 97"),
            Map.entry(Format.ODS, "calc8"),
            Map.entry(Format.PPTX, "Impress MS PowerPoint 2007 XML"),
            Map.entry(Format.PPT, "MS PowerPoint 97"),
            Map.entry(Format.ODP, "impress8"));

    private OfficeFilters() {}

    /// What a document is to LibreOffice.
    enum Kind {
        TEXT,
        SHEET,
        SLIDES
    }

    /// The filter that writes a document of a kind.
    static String writing(Kind kind, Format to) {
        String filter = to == Format.PDF ? TO_PDF.get(kind) : OTHERS.get(to);
        if (filter == null) {
            throw new IllegalArgumentException("LibreOffice is not asked for " + to);
        }
        return filter;
    }

    /// The filter that reads a document, where its content does not tell.
    static Optional<Reading> reading(Format from) {
        return switch (from) {
            case HTML -> Optional.of(new Reading("HTML (StarWriter)", ""));
            case TXT -> Optional.of(new Reading("Text (encoded)", "UTF8,LF,,,"));
            case CSV -> Optional.of(new Reading("Text - txt - csv (StarCalc)", "9,34,76,1"));
            default -> Optional.empty();
        };
    }

    /// A filter with its options.
    record Reading(String filter, String options) {}
}
