package dev.quayside.identity.password;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a service whether a password was stolen somewhere, without telling it the password: only the first five digits
/// of its SHA-1 leave the server. A service that does not answer within two seconds says no. Safe for several threads.
///
/// Source: haveibeenpwned.com/API/v3, "Searching by range"; entries with count 0 are padding.
public final class PwnedPasswords implements Predicate<String>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PwnedPasswords.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int PREFIX = 5;

    private final String base;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// @param service `https://api.pwnedpasswords.com`, or one like it
    public PwnedPasswords(URI service) {
        base = service.toString().replaceFirst("/+$", "") + "/range/";
    }

    @Override
    public boolean test(String password) {
        String digest = sha1(password);
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + digest.substring(0, PREFIX)))
                .timeout(PATIENCE)
                .header("Add-Padding", "true")
                .header("User-Agent", "quayside")
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                LOG.warn("Stolen passwords were not looked for: {} answered {}", base, answer.statusCode());
                return false;
            }
            return answer.body().lines().anyMatch(line -> names(line, digest.substring(PREFIX)));
        } catch (IOException e) {
            LOG.warn("Stolen passwords were not looked for ({}); the password is taken as good", e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean names(String line, String suffix) {
        int colon = line.indexOf(':');
        return colon > 0
                && line.substring(0, colon).strip().equalsIgnoreCase(suffix)
                && !line.substring(colon + 1).strip().equals("0");
    }

    private static String sha1(String password) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-1", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
