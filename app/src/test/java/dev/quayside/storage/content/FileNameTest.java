package dev.quayside.storage.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.storage.blob.BlobKey;
import dev.quayside.storage.blob.Presentation;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report.pdf|report.pdf",
                "../../etc/passwd.txt|passwd.txt",
                "..\\..\\windows\\win.txt|win.txt",
                "/etc/a.txt|a.txt",
                "C:\\temp\\a.txt|a.txt",
                "a<b>c:d\"e?f*.txt|a_b_c_d_e_f_.txt",
                "CON|_CON",
                "con.txt|_con.txt",
                "LPT1.tar.gz|_LPT1.tar.gz",
                "console.txt|console.txt",
                "'a.txt. . '|a.txt",
                "'  a.txt'|a.txt",
                ".hidden|.hidden",
                "\u0391\u03b8\u03ae\u03bd\u03b1.pdf|\u0391\u03b8\u03ae\u03bd\u03b1.pdf",
                "e\u0301.txt|\u00e9.txt",
                "photo\u202Egnp.exe|photognp.exe",
                "\uD83D\uDE00.png|\uD83D\uDE00.png"
            })
    void holdsOnlyWhatIsGoodEverywhere(String given, String clean) {
        assertThat(FileName.of(given).value()).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "...", "/", "a/", "..\\", "\u202E\u0000", "\uD800"})
    void aNameOfWhichNothingIsLeftIsRefused(String given) {
        assertThatThrownBy(() -> FileName.of(given))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("file.name");
    }

    @Test
    void longNamesAreRefusedAndNotCut() {
        assertThat(FileName.of("a".repeat(124) + ".pdf").value()).hasSize(128);
        for (int length : List.of(125, 4_092)) {
            assertThatThrownBy(() -> FileName.of("a".repeat(length) + ".pdf")).isInstanceOf(RefusedFile.class);
        }
        assertThat(FileName.of("long/".repeat(100) + "a.pdf").value()).isEqualTo("a.pdf");
    }

    @Property(tries = 2_000)
    void whateverIsGivenBecomesAGoodNameKeyAndHeaderOrIsRefused(@ForAll String given) {
        FileName name;
        try {
            name = FileName.of(given);
        } catch (RefusedFile e) {
            return;
        }
        assertThat(FileName.of(name.value())).isEqualTo(name);
        assertThat(name.value()).doesNotContain("/", "\\", "\0", "\n", "\r").doesNotMatch("^\\.+$");
        assertThat(BlobKey.isOne(BlobKey.next(name.value()).value())).isTrue();
        assertThat(new Presentation(name.value(), "x/y").disposition())
                .matches("attachment; filename=\"[ !#-\\[\\]-~]*\"; filename\\*=UTF-8''[!-~]*");
    }

    @Test
    void theExtensionIsWhatFollowsTheLastDot() {
        assertThat(FileName.of("a.tar.GZ").extension()).isEqualTo("gz");
        assertThat(FileName.of("README").extension()).isEmpty();
        assertThat(FileName.of("a.pdf\0.exe").extension()).isEqualTo("exe");
    }

    @Test
    void controlCharactersAreLeftOut() {
        assertThat(FileName.of("a\0b.txt").value()).isEqualTo("ab.txt");
        assertThat(FileName.of("a\r\nSet-Cookie: x.txt").value()).isEqualTo("aSet-Cookie_ x.txt");
    }

    @Test
    void aHeaderHasTheNameTwice() {
        assertThat(new Presentation("na\u00efve \"file\".pdf", "application/pdf").disposition())
                .isEqualTo("attachment; filename=\"na_ve _file_.pdf\"; filename*=UTF-8''na%C3%AFve%20%22file%22.pdf");
    }
}
