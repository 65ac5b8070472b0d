package dev.quayside.action.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quayside.step.Outcome;
import dev.quayside.testing.ChildJvm;
import dev.quayside.testing.StepCall;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The step `http` over TLS: the certificate has to be trusted, and has to be for the name that was asked for,
/// although the connection goes to a checked address and not to a name.
class HttpsStepTest {
    private static final String PASSWORD = "changeit";

    /// Serves and asks in a JVM of its own: what a JVM trusts is settled once.
    static final class Program {
        private Program() {}

        /// Takes a key store, and the one that holds what is trusted.
        public static void main(String[] arguments) throws Exception {
            System.setProperty("javax.net.ssl.trustStore", arguments[1]);
            System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(Path.of(arguments[0]))));
            server.createContext("/", exchange -> {
                byte[] body = "sealed".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            var settings = new HttpSettings(true, List.of(), 1 << 20, Duration.ofSeconds(30));
            var guard = new AddressGuard(settings, _ -> List.of(InetAddress.getLoopbackAddress()));
            try (HttpStep step = new HttpStep(settings, guard)) {
                step.start();
                int port = server.getAddress().getPort();
                System.out.println("right " + ask(step, "https://quay.example:" + port + "/"));
                System.out.println("wrong " + ask(step, "https://other.example:" + port + "/"));
            } finally {
                server.stop(0);
            }
            System.exit(0);
        }

        private static SSLContext context(Path file) throws Exception {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream stored = Files.newInputStream(file)) {
                keys.load(stored, PASSWORD.toCharArray());
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        }

        private static String ask(HttpStep step, String url) throws InterruptedException {
            return switch (step.run(StepCall.of("{\"url\": \"" + url + "\", \"timeout\": 20}"))) {
                case Outcome.Succeeded(var output) ->
                    output.path("status").asInt() + " " + output.path("body").asString();
                case Outcome.Failed failed -> failed.problem().toString().replace('\n', ' ');
                case Outcome other -> other.toString();
            };
        }
    }

    @TempDir
    private Path folder;

    @Test
    void aTrustedCertificateOfTheRightNameIsAccepted() throws Exception {
        Path keys = keyStore("quay.example");

        try (ChildJvm child = ChildJvm.start(Program.class, keys.toString(), keys.toString())) {
            assertThat(child.await("right")).isEqualTo("200 sealed");
            assertThat(child.await("wrong")).contains("[http.unreachable]", "other.example");
        }
    }

    @Test
    void aCertificateNobodyVouchesForIsRefused() throws Exception {
        Path keys = keyStore("quay.example");
        Path others = keyStore("somebody.example");

        try (ChildJvm child = ChildJvm.start(Program.class, keys.toString(), others.toString())) {
            assertThat(child.await("right")).contains("[http.unreachable]", "quay.example");
        }
    }

    /// A key with a certificate for `name`, signed by itself; who has the file trusts it.
    private Path keyStore(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }
}
