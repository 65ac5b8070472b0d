package dev.quayside.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quayside.http.message.Body;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.testing.BrokenStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=\"b o\"";

    private static Multipart form(InputStream body, String type, long most) {
        Request request =
                Request.of(Method.POST, "/").with("Content-Type", type).with(new Body(body, 10));
        return Multipart.of(request, most).orElseThrow();
    }

    private static Multipart form(String body) {
        return form(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), TYPE, 1_000_000);
    }

    private static String part(String disposition, String content) {
        return "--b o\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static List<String> read(Multipart form) throws IOException {
        List<String> parts = new ArrayList<>();
        for (Optional<Multipart.Part> part = form.next(); part.isPresent(); part = form.next()) {
            parts.add(part.get().name() + "|" + part.get().fileName() + "|"
                    + new String(part.get().bytes().readAllBytes(), StandardCharsets.UTF_8));
        }
        return parts;
    }

    @Test
    void givesThePartsInTheirOrder() throws IOException {
        String body = part("name=\"a\"", "1") + part("name=b; filename=\"\u00fc.txt\"", "")
                + part("name=\"c\"", "3\r\n--b") + "--b o--\r\n";

        assertThat(read(form(body))).containsExactly("a|null|1", "b|\u00fc.txt|", "c|null|3\r\n--b");
    }

    @Test
    void takesNamesAsBrowsersWriteThem() throws IOException {
        String body = part("name=\"f\"; filename=\"C:\\dir\\a.txt\"", "x")
                + part("name=\"f\"; filename=\"a \\\"b\\\".txt\"", "x")
                + part("name=\"f\"; filename*=UTF-8''%e2%82%ac.txt", "x")
                + "--b o--\r\n";

        assertThat(read(form(body))).containsExactly("f|C:\\dir\\a.txt|x", "f|a \"b\".txt|x", "f|\u20ac.txt|x");
    }

    @Test
    void whatIsNotReadOfAPartIsLeftOut() throws IOException {
        Multipart form = form(part("name=a", "x".repeat(200_000)) + part("name=b", "2") + "--b o--\r\n");

        assertThat(form.next().orElseThrow().bytes().read()).isEqualTo('x');
        assertThat(form.next().orElseThrow().bytes().readAllBytes()).asString().isEqualTo("2");
        assertThat(form.next()).isEmpty();
        assertThat(form.next()).isEmpty();
    }

    @Property(tries = 200)
    void anyBytesComeThroughWhateverTheyLookLikeAndHoweverTheyCome(
            @ForAll @IntRange(max = 100_000) int size, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] content = new byte[size];
        byte[] likely = "\r\n--b o".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < size; i++) {
            content[i] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : likely[random.nextInt(likely.length)];
        }
        var body = new ByteArrayOutputStream();
        body.writeBytes("--qqq\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(content);
        body.writeBytes("\r\n--qqq--\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream drops = new ByteArrayInputStream(body.toByteArray()) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(5_000)));
            }
        };

        Multipart form = form(drops, "multipart/form-data; boundary=qqq", Long.MAX_VALUE);

        assertThat(form.next().orElseThrow().bytes().readAllBytes()).isEqualTo(content);
        assertThat(form.next()).isEmpty();
    }

    @Test
    void refusesWhatIsTooMuch() {
        String parts = part("name=a", "1").repeat(10_000);
        assertRefused(413, parts + "--b o--\r\n");
        assertRefused(413, part("name=a", "x".repeat(1_000_001)) + "--b o--\r\n");
        assertRefused(
                431,
                "--b o\r\nX-Long: " + "x".repeat(500_000)
                        + "\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b o--\r\n");
        assertRefused(431, "--b o\r\n" + "X: y\r\n".repeat(10_000) + "\r\n1\r\n--b o--\r\n");
    }

    @Test
    void refusesWhatIsBroken() {
        assertRefused(400, "");
        assertRefused(400, "hello");
        assertRefused(400, part("name=a", "1"));
        assertRefused(400, "--b o\r\nContent-Disposition: form-data; name=a");
        assertThatThrownBy(() -> form(InputStream.nullInputStream(), "multipart/form-data", 10))
                .isInstanceOf(HttpError.class);
        assertThatThrownBy(() ->
                        form(InputStream.nullInputStream(), "multipart/form-data; boundary=" + "x".repeat(1_000), 10))
                .isInstanceOf(HttpError.class);
        assertThat(Multipart.of(Request.of(Method.POST, "/").with("Content-Type", "text/plain"), 10))
                .isEmpty();
    }

    private static void assertRefused(int status, String body) {
        assertThatThrownBy(() -> read(form(body)))
                .isInstanceOfSatisfying(
                        HttpError.class, error -> assertThat(error.status()).isEqualTo(status));
    }

    @Test
    void aClientThatGoesAwayIsTold() {
        InputStream gone = new java.io.SequenceInputStream(
                new ByteArrayInputStream(part("name=a", "1").getBytes(StandardCharsets.UTF_8)),
                new BrokenStream("gone"));

        assertThatThrownBy(() -> read(form(gone, TYPE, 1_000))).isInstanceOf(IOException.class);
    }
}
