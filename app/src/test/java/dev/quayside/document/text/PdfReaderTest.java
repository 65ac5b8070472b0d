package dev.quayside.document.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quayside.base.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;
import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PdfReaderTest {
    private static final int ANY = 1_000_000;

    @TempDir
    Path folder;

    private final PDDocument document = new PDDocument();
    private final List<Long> progress = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 45, 90, 180, 270, 300})
    void lettersAtAnAngleMakeLinesAfterThoseThatAreUpright(int degrees) throws Exception {
        PDPage page = page("Upright words");
        write(page, Matrix.getRotateInstance(Math.toRadians(degrees), 300, 300), "Turned words");

        assertThat(read(ANY).blocks()).containsExactly(new Block(Block.Kind.PAGE, 1, "Upright words\nTurned words"));
    }

    @Test
    void aPageThatIsShownTurnedIsReadAsItWasWritten() throws Exception {
        page("On its side").setRotation(90);

        assertThat(read(ANY).plain()).isEqualTo("On its side");
    }

    @Test
    void pagesKeepTheirNumbersAndEmptyOnesHaveNoBlock() throws Exception {
        page("First");
        document.addPage(new PDPage());
        page("Third");

        assertThat(read(ANY).blocks())
                .containsExactly(new Block(Block.Kind.PAGE, 1, "First"), new Block(Block.Kind.PAGE, 3, "Third"));
    }

    @Test
    void commentsAndLinksStandAtTheEndOfTheirPage() throws Exception {
        PDPage page = page("See there.");
        PDAnnotationText comment = new PDAnnotationText();
        comment.setTitlePopup("Jane");
        comment.setContents("Is that so?");
        PDActionURI target = new PDActionURI();
        target.setURI("https://example.org/there");
        PDAnnotationLink link = new PDAnnotationLink();
        link.setAction(target);
        page.setAnnotations(List.of(comment, link));

        assertThat(read(ANY).plain()).isEqualTo("See there.\nJane\nIs that so?\nhttps://example.org/there");
    }

    @Test
    void bookmarksAreItemsAndOnesThatGoInACircleEnd() throws Exception {
        page("Text");
        PDDocumentOutline outline = new PDDocumentOutline();
        PDOutlineItem chapter = bookmark("Chapter");
        PDOutlineItem section = bookmark("Section");
        outline.addLast(chapter);
        chapter.addLast(section);
        section.getCOSObject().setItem(COSName.NEXT, chapter);
        document.getDocumentCatalog().setDocumentOutline(outline);

        assertThat(read(ANY).blocks())
                .endsWith(new Block(Block.Kind.ITEM, 1, "Chapter"), new Block(Block.Kind.ITEM, 2, "Section"));
    }

    @Test
    void whatWasFilledInIsText() throws Exception {
        page("A form");
        field(form(), "Name", "Jane Miller");
        field(form(), "Town", "");

        assertThat(read(ANY).blocks()).endsWith(new Block(Block.Kind.ITEM, 1, "Name: Jane Miller"));
    }

    @Test
    void aFormInXmlIsReadToo() throws Exception {
        page("Please wait");
        COSStream xml = document.getDocument().createCOSStream();
        try (var stream = xml.createOutputStream()) {
            stream.write("""
                    <xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">
                    <template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="s"><field name="town"/></subform></template>
                    <xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><s><town>Piraeus</town></s>
                    </xfa:data></xfa:datasets></xdp:xdp>""".getBytes(StandardCharsets.UTF_8));
        }
        form().getCOSObject().setItem(COSName.getPDFName("XFA"), xml);

        assertThat(text().plain()).contains("Please wait", "town: Piraeus");
    }

    @Test
    void readingEndsWithThePageOnWhichThereIsEnough() throws Exception {
        IntStream.rangeClosed(1, 50).forEach(number -> page("Page number " + number));

        DocumentText text = read(30);

        assertThat(text.truncated()).isTrue();
        assertThat(text.blocks()).hasSize(3);
        assertThat(text.blocks().getLast().text()).isEqualTo("Page");
        assertThat(progress).containsExactly(1L, 2L, 3L);
    }

    @Test
    void everyPageIsToldOnce() throws Exception {
        IntStream.rangeClosed(1, 300).forEach(number -> page("Page number " + number));

        assertThat(read(ANY).blocks()).hasSize(300);

        assertThat(progress).isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
    }

    private DocumentText read(int maxChars) throws IOException {
        Progress told = (done, total, unit) -> {
            assertThat(unit).isEqualTo("pages");
            assertThat(total).isEqualTo(document.getNumberOfPages());
            progress.add(done);
        };
        return PdfReader.read(saved(), Optional.empty(), maxChars, told).orElseThrow();
    }

    private DocumentText text() throws IOException {
        return TextReader.read(saved(), new TextReader.Wish("a.pdf", Optional.empty(), ANY));
    }

    private Path saved() throws IOException {
        Path file = folder.resolve("a.pdf");
        document.save(file.toFile());
        return file;
    }

    private PDPage page(String text) {
        PDPage page = new PDPage();
        document.addPage(page);
        write(page, Matrix.getTranslateInstance(100, 700), text);
        return page;
    }

    private void write(PDPage page, Matrix place, String text) {
        try (var stream = new PDPageContentStream(document, page, PDPageContentStream.AppendMode.APPEND, false)) {
            stream.beginText();
            stream.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
            stream.setTextMatrix(place);
            stream.showText(text);
            stream.endText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PDOutlineItem bookmark(String title) {
        PDOutlineItem item = new PDOutlineItem();
        item.setTitle(title);
        return item;
    }

    private PDAcroForm form() {
        PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        if (form == null) {
            form = new PDAcroForm(document);
            document.getDocumentCatalog().setAcroForm(form);
        }
        return form;
    }

    private static void field(PDAcroForm form, String name, String value) {
        PDTextField field = new PDTextField(form);
        field.setPartialName(name);
        field.getCOSObject().setString(COSName.V, value);
        List<PDField> fields = new ArrayList<>(form.getFields());
        fields.add(field);
        form.setFields(fields);
    }
}
