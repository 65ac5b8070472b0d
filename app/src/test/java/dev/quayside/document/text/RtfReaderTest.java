package dev.quayside.document.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtfReaderTest {
    @TempDir
    Path folder;

    @Test
    void lettersAreReadInTheEncodingOfTheirFont() throws IOException {
        String rtf =
                "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}"
                        + "{\\f0 caf\\'e9} {\\f1 \\'ea\\'ee\\'f2} {\\f2 \\'93\\'fa\\'96\\'7b}\\par}";

        assertThat(read(rtf).plain()).isEqualTo("café кот 日本");
    }

    @Test
    void unicodeTakesThePlaceOfWhatFollowsIt() throws IOException {
        assertThat(read("{\\rtf1\\uc1 a\\u945?b\\u-10179?\\u-8704?{\\uc2\\u8364 xy!}}")
                        .plain())
                .isEqualTo("aαb😀€!");
    }

    @Test
    void rowsOfOneTableBelongTogether() throws IOException {
        String rtf = "{\\rtf1 before\\par\\trowd A\\cell B\\cell\\row\\trowd C\\cell D\\cell\\row\\pard after\\par"
                + "\\trowd E\\cell\\row}";

        assertThat(read(rtf).blocks())
                .containsExactly(
                        new Block(Block.Kind.PARAGRAPH, 0, "before"),
                        new Block(Block.Kind.ROW, 1, "A\tB"),
                        new Block(Block.Kind.ROW, 1, "C\tD"),
                        new Block(Block.Kind.PARAGRAPH, 0, "after"),
                        new Block(Block.Kind.ROW, 2, "E"));
    }

    @Test
    void whatIsNotTextIsLeftOut() throws IOException {
        String rtf =
                "{\\rtf1{\\info{\\title hidden}}{\\*\\generator hidden;}{\\pict 0123}{\\field{\\*\\fldinst HYPERLINK"
                        + " \"http://hidden\"}{\\fldrslt link}}{\\v hidden}{\\bin3 hid} shown\\par}";

        assertThat(read(rtf).plain()).isEqualTo("link shown");
    }

    @Test
    void notesComeAfterTheText() throws IOException {
        assertThat(read("{\\rtf1 A\\chftn{\\footnote\\chftn\\~note} b.\\par Next.\\par}")
                        .plain())
                .isEqualTo("A[1] b.\nNext.\n[1] \u00a0note");
    }

    @Test
    void aMillionOpenGroupsAreRefused() {
        assertThatThrownBy(() -> read("{\\rtf1" + "{".repeat(1_000_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("groups within each other");
    }

    @Test
    void whatEndsTooSoonIsReadAsFarAsItGoes() throws IOException {
        assertThat(read("{\\rtf1 hello {\\b world\\'").plain()).startsWith("hello world");
    }

    private DocumentText read(String rtf) throws IOException {
        Path file = Files.write(folder.resolve("a.rtf"), rtf.getBytes(StandardCharsets.ISO_8859_1));
        return RtfReader.read(file, 1_000_000);
    }
}
