package dev.quayside.document.convert;

import static dev.quayside.document.format.Format.CSV;
import static dev.quayside.document.format.Format.DOC;
import static dev.quayside.document.format.Format.DOCX;
import static dev.quayside.document.format.Format.EML;
import static dev.quayside.document.format.Format.HTML;
import static dev.quayside.document.format.Format.JPG;
import static dev.quayside.document.format.Format.MD;
import static dev.quayside.document.format.Format.ODP;
import static dev.quayside.document.format.Format.ODS;
import static dev.quayside.document.format.Format.ODT;
import static dev.quayside.document.format.Format.PDF;
import static dev.quayside.document.format.Format.PNG;
import static dev.quayside.document.format.Format.PPT;
import static dev.quayside.document.format.Format.PPTX;
import static dev.quayside.document.format.Format.RTF;
import static dev.quayside.document.format.Format.TXT;
import static dev.quayside.document.format.Format.XLS;
import static dev.quayside.document.format.Format.XLSB;
import static dev.quayside.document.format.Format.XLSX;

import dev.quayside.base.ProblemException;
import dev.quayside.document.format.Format;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be converted into what, and by which means. Where both means can do it, LibreOffice does. Immutable.
public final class Conversions {
    private static final Set<Format> LETTERS = EnumSet.of(DOCX, DOC, ODT, RTF, TXT, MD, HTML);
    private static final Set<Format> SHEETS = EnumSet.of(XLSX, XLS, ODS, CSV);
    private static final Set<Format> SLIDES = EnumSet.of(PPTX, PPT, ODP);
    private static final Set<Format> READABLE =
            EnumSet.of(TXT, MD, CSV, HTML, EML, RTF, PDF, DOCX, XLSX, XLSB, PPTX, DOC, XLS, PPT, ODT, ODS, ODP);
    private static final Set<Format> PICTURES = EnumSet.of(PNG, JPG);

    private final Map<Key, Conversion> conversions = new LinkedHashMap<>();

    private record Key(Format from, Format to) {}

    /// The table for a machine.
    ///
    /// @param office whether LibreOffice is there
    public Conversions(boolean office) {
        java(READABLE, EnumSet.of(TXT, PDF, DOCX, ODT, HTML));
        java(PICTURES, EnumSet.of(PDF, PNG, JPG));
        java(EnumSet.of(PDF), PICTURES);
        office(LETTERS, EnumSet.of(PDF, DOCX, DOC, ODT, RTF), office);
        office(SHEETS, EnumSet.of(PDF, XLSX, XLS, ODS), office);
        office(SLIDES, EnumSet.of(PDF, PPTX, PPT, ODP), office);
        office(EnumSet.of(PDF), EnumSet.of(DOC), office);
    }

    /// All pairs, also those that would need LibreOffice where it is missing.
    public List<Conversion> all() {
        return List.copyOf(conversions.values());
    }

    /// How to convert from one format to another.
    ///
    /// @throws ProblemException `document.unsupported` or `document.needs-office`
    public Conversion require(Format from, Format to) {
        Conversion found = Optional.ofNullable(conversions.get(new Key(from, to)))
                .orElseThrow(() -> new ProblemException("document.unsupported", unsupported(from, to)));
        if (!found.available()) {
            throw new ProblemException(
                    "document.needs-office",
                    from.extension() + " is converted to " + to.extension()
                            + " by LibreOffice, which is not on this machine (apt install libreoffice-writer"
                            + " libreoffice-calc libreoffice-impress), or document.soffice is off");
        }
        return found;
    }

    private String unsupported(Format from, Format to) {
        String possible = conversions.values().stream()
                .filter(conversion -> conversion.from() == from && conversion.available())
                .map(conversion -> conversion.to().extension())
                .collect(Collectors.joining(", "));
        return from.extension() + " cannot be converted to " + to.extension()
                + (possible.isEmpty() ? "" : "; it can be converted to " + possible);
    }

    private void java(Set<Format> from, Set<Format> to) {
        add(from, to, Conversion.Means.JAVA, true);
    }

    /// Takes the place of Java's, if there is LibreOffice.
    private void office(Set<Format> from, Set<Format> to, boolean there) {
        add(from, to, Conversion.Means.OFFICE, there);
    }

    private void add(Set<Format> from, Set<Format> to, Conversion.Means means, boolean available) {
        for (Format one : from) {
            for (Format other : to) {
                Key key = new Key(one, other);
                if (one != other && (available || !conversions.containsKey(key))) {
                    conversions.put(key, new Conversion(one, other, means, available));
                }
            }
        }
    }
}
