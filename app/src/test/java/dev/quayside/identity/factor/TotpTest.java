package dev.quayside.identity.factor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.quayside.base.Json;
import dev.quayside.testing.Required;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TotpTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_111_111_111L);

    private final Totp totp = new Totp("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

    @Test
    void makesTheCodesOfTheStandards() throws Exception {
        JsonNode vectors = Json.parse(Files.readString(Required.data("apis").resolve("totp/rfc6238_rfc4226.json")));
        assertThat(vectors.path("totp")).hasSizeGreaterThan(10);
        for (JsonNode vector : vectors.path("totp")) {
            byte[] secret = vector.path("secret_ascii").stringValue().getBytes(StandardCharsets.US_ASCII);
            String algorithm = "Hmac" + vector.path("algorithm").stringValue();
            long step = Totp.step(Instant.ofEpochSecond(vector.path("time").longValue()));

            assertThat(new Totp(secret)
                            .code(step, algorithm, vector.path("digits").intValue()))
                    .isEqualTo(vector.path("code").stringValue());
            assertThat(new Totp(secret).text())
                    .isEqualTo(vector.path("secret_base32").stringValue().replace("=", ""));
        }
        for (JsonNode vector : vectors.path("hotp")) {
            assertThat(totp.code(vector.path("counter").longValue()))
                    .isEqualTo(vector.path("code").stringValue());
        }
    }

    @Test
    void takesTheCodeOfOneStepBeforeAndAfter() {
        long now = Totp.step(NOW);

        assertThat(totp.find(totp.code(now), NOW)).hasValue(now);
        assertThat(totp.find(totp.code(now - 1), NOW)).hasValue(now - 1);
        assertThat(totp.find(totp.code(now + 1), NOW)).hasValue(now + 1);
        assertThat(totp.find(totp.code(now - 2), NOW)).isEmpty();
        assertThat(totp.find(totp.code(now + 2), NOW)).isEmpty();
    }

    @Test
    void whatIsNoCodeIsNone() {
        assertThat(totp.find("", NOW)).isEmpty();
        assertThat(totp.find("disabled", NOW)).isEmpty();
        assertThat(totp.find(totp.code(Totp.step(NOW)) + "0", NOW)).isEmpty();
    }

    @Test
    void theQrSaysTheAddress() throws Exception {
        String address = Totp.generate(new SecureRandom()).address("FPMA", "älice 01");
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(QrCode.png(address)));
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        var source = new RGBLuminanceSource(picture.getWidth(), picture.getHeight(), pixels);

        assertThat(new QRCodeReader()
                        .decode(new BinaryBitmap(new HybridBinarizer(source)))
                        .getText())
                .isEqualTo(address)
                .startsWith("otpauth://totp/FPMA:%C3%A4lice%2001?secret=")
                .contains("&issuer=FPMA&");
    }

    @Test
    void aSecretIsNotPrinted() {
        assertThat(totp.toString()).doesNotContain(totp.text()).doesNotContain("12345");
    }
}
