package dev.quayside.benchmarks;

import dev.quayside.document.DocumentOptions;
import dev.quayside.document.Documents;
import dev.quayside.document.format.Format;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFTextBox;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;

/// Documents of eight formats out of the same words, which are drawn so that files are about as compressible as real
/// ones: the same for every run.
final class ExtractionSamples {
    private static final String[] SYLLABLES =
            "ka lo mi ter sun ba den far qui ol es ta re con ver sal mon dri pa neu".split(" ");
    private static final int LETTERS = 2_000_000;
    private static final int COLUMNS = 10;
    private static final int SLIDES = 300;

    private final Path folder;
    private final Random random = new Random(20_261_122);

    ExtractionSamples(Path folder) {
        this.folder = folder;
    }

    /// Makes the files, one of each of the [ExtractionFigures#KINDS].
    List<Path> make(Documents documents) throws IOException, InterruptedException {
        List<String> paragraphs = paragraphs();
        List<List<String>> rows = rows(paragraphs);
        Path text = Files.writeString(file("txt"), String.join("\n\n", paragraphs));
        for (Format format : List.of(Format.DOCX, Format.HTML, Format.PDF)) {
            documents.convert(text, Format.MD, file(format.extension()), format, DocumentOptions.NONE);
        }
        Files.writeString(
                file("rtf"),
                "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\n\\pard " + String.join("\\par\n\\pard ", paragraphs)
                        + "\\par\n}");
        Files.write(file("csv"), rows.stream().map(row -> String.join(",", row)).toList());
        sheet(rows);
        slides(paragraphs.subList(0, SLIDES));
        return ExtractionFigures.KINDS.stream()
                .filter(kind -> !kind.equals("real"))
                .map(this::file)
                .toList();
    }

    private Path file(String extension) {
        return folder.resolve("sample." + extension);
    }

    private List<String> paragraphs() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            words.add(word());
        }
        List<String> paragraphs = new ArrayList<>();
        for (int letters = 0; letters < LETTERS; letters += paragraphs.getLast().length()) {
            StringBuilder paragraph = new StringBuilder();
            for (int i = 10 + random.nextInt(100); i > 0; i--) {
                // few words are used often, most seldom
                paragraph.append(words.get((int) (Math.abs(random.nextGaussian()) * 1_000) % words.size()));
                paragraph.append(i == 1 || random.nextInt(12) == 0 ? ". " : " ");
            }
            paragraphs.add(paragraph.toString().strip());
        }
        return paragraphs;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }

    /// Every third cell is a number.
    private static List<List<String>> rows(List<String> paragraphs) {
        List<String> words = paragraphs.stream()
                .flatMap(paragraph -> Arrays.stream(paragraph.split(" ")))
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (int at = 0; at + COLUMNS <= words.size(); at += COLUMNS) {
            List<String> row = new ArrayList<>(words.subList(at, at + COLUMNS));
            for (int i = 0; i < COLUMNS; i += 3) {
                row.set(i, Integer.toString(row.get(i).hashCode() % 1_000_000));
            }
            rows.add(row);
        }
        return rows;
    }

    private void sheet(List<List<String>> rows) throws IOException {
        try (SXSSFWorkbook book = new SXSSFWorkbook();
                OutputStream out = Files.newOutputStream(file("xlsx"))) {
            Sheet sheet = book.createSheet("Sheet");
            for (List<String> cells : rows) {
                Row row = sheet.createRow(sheet.getLastRowNum() + 1);
                for (int i = 0; i < cells.size(); i++) {
                    if (i % 3 == 0) {
                        row.createCell(i).setCellValue(Integer.parseInt(cells.get(i)));
                    } else {
                        row.createCell(i).setCellValue(cells.get(i));
                    }
                }
            }
            book.write(out);
        }
    }

    private void slides(List<String> texts) throws IOException {
        try (XMLSlideShow show = new XMLSlideShow();
                OutputStream out = Files.newOutputStream(file("pptx"))) {
            for (String text : texts) {
                XSLFTextBox box = show.createSlide().createTextBox();
                box.setAnchor(new Rectangle(50, 50, 600, 400));
                box.setText(text);
            }
            show.write(out);
        }
    }
}
