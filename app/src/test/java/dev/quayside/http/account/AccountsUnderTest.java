package dev.quayside.http.account;

import dev.quayside.base.Json;
import dev.quayside.base.Pause;
import dev.quayside.config.Secret;
import dev.quayside.event.Events;
import dev.quayside.event.Recorded;
import dev.quayside.http.api.ApiUnderTest;
import dev.quayside.http.auth.Connections;
import dev.quayside.http.auth.LocalAccess;
import dev.quayside.http.auth.OriginCheck;
import dev.quayside.http.auth.SessionAuthenticator;
import dev.quayside.http.auth.SessionCookies;
import dev.quayside.http.auth.TokenAuthenticator;
import dev.quayside.http.message.Method;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.http.server.Router;
import dev.quayside.identity.Caller;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.AccountSettings;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.factor.Totp;
import dev.quayside.identity.password.HashQueue;
import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.session.SessionSettings;
import dev.quayside.identity.token.Verification;
import dev.quayside.secret.RootKey;
import dev.quayside.testing.MovedClock;
import dev.quayside.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The routes of accounts without a socket, on one server of perhaps several over one database.
final class AccountsUnderTest implements AutoCloseable {
    static final AccountSettings SETTINGS = new AccountSettings(
            true,
            Optional.empty(),
            Optional.empty(),
            false,
            SessionSettings.DEFAULT,
            Duration.ofDays(365),
            new PasswordHashes.Cost(64, 1));

    /// The bearer token of somebody who may do everything.
    static final String ADMINISTRATOR = "administrator's-token";

    private static final Caller ADA = new Caller("auth0|ada", Permission.all(), Caller.Means.TOKEN);
    private static final Pattern SECRET = Pattern.compile("<code>([A-Z2-7]{32})</code>");
    private static final Pattern RECOVERY = Pattern.compile("<code>([A-Z2-7]{5}-[A-Z2-7]{5})</code>");

    final Events events;
    final Accounts accounts;
    private final MovedClock clock;
    private final Router router;

    AccountsUnderTest(TestDatabase database, MovedClock clock, AccountSettings settings) {
        this.clock = clock;
        events = new Events(database.database());
        accounts = new Accounts(
                database.database(),
                events,
                RootKey.of(new Secret("a secret that is long enough for the test"), "test"),
                settings,
                new HashQueue(4, 200, Duration.ofMinutes(1)),
                clock,
                Pause.REAL);
        accounts.start();
        var connections = new Connections(true, settings.secureCookies(), List.of("https://app.example.com"));
        var origins = new OriginCheck(connections);
        var cookies = new SessionCookies(connections, accounts.sessions().idle());
        var sessions = new SessionAuthenticator(
                accounts.sessions(), accounts.keys()::check, accounts.roles(), cookies, origins);
        Route bearer = Route.post("/api/v1/things")
                .needs(Permission.CREATE_WORKFLOWS)
                .handledBy(request ->
                        Response.text(200, "text/plain", request.requireCaller().user()));
        Route files = Route.get("/files/things")
                .account()
                .needs(Permission.READ_FILES)
                .errors(ErrorStyle.FILES)
                .handledBy(request ->
                        Response.text(200, "text/plain", request.requireCaller().user()));
        var programs = new TokenAuthenticator(
                new LocalAccess("ada", new SecureRandom()),
                accounts.keys()::check,
                token -> token.equals(ADMINISTRATOR)
                        ? new Verification.Accepted(ADA, Instant.MAX)
                        : new Verification.Refused("Invalid token: no"));
        router = new Router(
                Stream.of(
                                new LoginRoutes(accounts, sessions, cookies, origins).routes(),
                                new AccountRoutes(accounts, sessions, cookies).routes(),
                                new KeyRoutes(accounts, sessions).routes(),
                                new RoleRoutes(accounts.roles()).routes(),
                                new UserRoutes(accounts).routes(),
                                new SetupRoutes(accounts.invitations(), origins).routes(),
                                List.of(bearer, files))
                        .flatMap(List::stream)
                        .toList(),
                List.of(new Router.Area("/auth", ErrorStyle.FILES)),
                programs,
                sessions,
                () -> true);
    }

    /// A browser or a program that keeps its cookies.
    final class Client {
        final Map<String, String> cookies = new LinkedHashMap<>();
        private final String address;
        private final Map<String, String> headers;

        Client(String address, Map<String, String> headers) {
            this.address = address;
            this.headers = headers;
        }

        Response send(Method method, String path, String json) {
            Request plain = Request.of(method, path);
            Request request = new Request(
                            plain.id(),
                            method,
                            plain.path(),
                            Map.of(),
                            plain.query(),
                            plain.headers(),
                            plain.body(),
                            address,
                            null)
                    .with("User-Agent", "test/1")
                    .with("Host", "quayside.example.com");
            if (!json.isEmpty()) {
                request = request.with(ApiUnderTest.node(json));
            }
            for (Map.Entry<String, String> header : headers.entrySet()) {
                request = request.with(header.getKey(), header.getValue());
            }
            if (!cookies.isEmpty()) {
                List<String> pairs = new ArrayList<>();
                cookies.forEach((name, value) -> pairs.add(name + "=" + value));
                request = request.with("Cookie", String.join("; ", pairs));
            }
            Response response = router.handle(request);
            for (String cookie : response.headers().all("Set-Cookie")) {
                String[] pair = cookie.split(";", 2)[0].split("=", 2);
                if (cookie.contains("Max-Age=0")) {
                    cookies.remove(pair[0]);
                } else {
                    cookies.put(pair[0], pair[1]);
                }
            }
            return response;
        }

        Response get(String path) {
            return send(Method.GET, path, "");
        }

        Response post(String path, String json) {
            return send(Method.POST, path, json);
        }

        Response post(String path) {
            return send(Method.POST, path, "");
        }

        Response delete(String path) {
            return send(Method.DELETE, path, "");
        }

        Response register(String username) {
            return post(
                    "/auth/registration",
                    "{'username': '%s', 'email': '%s@example.com', 'password': 'Str0ngPass', 'password1': 'Str0ngPass'}"
                            .formatted(username, username));
        }

        Response login(String username, String password) {
            return post(
                    "/auth/login",
                    "{'username': '%s', 'password': '%s', 'totp_code': null}".formatted(username, password));
        }

        Response login(String username, String password, String code) {
            return post(
                    "/auth/login",
                    "{'username': '%s', 'password': '%s', 'totp_code': '%s'}".formatted(username, password, code));
        }

        /// Adds a second factor, at once.
        Factor enable() {
            Response page = post("/auth/enable-2fa");
            if (page.status() != 201) {
                throw new AssertionError(page.text());
            }
            return new Factor(page.text());
        }

        /// Another with the same cookies.
        Client copy() {
            Client copy = new Client(address, headers);
            copy.cookies.putAll(cookies);
            return copy;
        }
    }

    /// What was on the page.
    final class Factor {
        private final Totp totp;
        final List<String> recovery = new ArrayList<>();

        Factor(String page) {
            Matcher secret = SECRET.matcher(page);
            if (!secret.find()) {
                throw new AssertionError(page);
            }
            totp = new Totp(base32(secret.group(1)));
            Matcher codes = RECOVERY.matcher(page);
            while (codes.find()) {
                recovery.add(codes.group(1));
            }
        }

        byte[] secret() {
            return totp.secret();
        }

        /// The code that the authenticator shows.
        String code() {
            return code(0);
        }

        /// The code of some steps later or before.
        String code(int steps) {
            return totp.code(Totp.step(clock.instant()) + steps);
        }

        /// A code that is none of now.
        String wrong() {
            for (int i = 0; ; i++) {
                String candidate = "%06d".formatted(i);
                if (totp.find(candidate, clock.instant()).isEmpty()) {
                    return candidate;
                }
            }
        }
    }

    private static byte[] base32(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        for (int i = 0; i < bytes.length * 8; i++) {
            int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i / 5));
            if (((value >> (4 - i % 5)) & 1) == 1) {
                bytes[i / 8] |= (byte) (0x80 >> (i % 8));
            }
        }
        return bytes;
    }

    Client client() {
        return new Client("192.0.2.1", Map.of());
    }

    Client clientAt(String address) {
        return new Client(address, Map.of());
    }

    Client clientWith(Map<String, String> headers) {
        return new Client("192.0.2.1", headers);
    }

    /// A program with a bearer token.
    Client bearer(String token) {
        return clientWith(Map.of("Authorization", "Bearer " + token));
    }

    /// A program with an API key.
    Client key(String key) {
        return clientWith(Map.of("X-API-Key", key));
    }

    /// Somebody who has an account and is logged in.
    Client loggedIn(String username) {
        if (accounts.users().find(username).isEmpty()
                && client().register(username).status() != 201) {
            throw new AssertionError("not registered: " + username);
        }
        Client client = client();
        Response response = client.login(username, "Str0ngPass");
        if (response.status() != 201) {
            throw new AssertionError(response.text());
        }
        return client;
    }

    /// What was told, in its order: `type by user`.
    List<String> told() {
        return events.after(Recorded.Position.START, 10_000).stream()
                .map(recorded -> recorded.event().type() + " by "
                        + String.valueOf(
                                recorded.event().actor() == null
                                        ? null
                                        : recorded.event().actor().user()))
                .map(line -> line.replaceAll("user:[0-9a-f-]{36}", "owner"))
                .toList();
    }

    /// Everything that was told, as it is kept.
    String everythingTold() {
        JsonNode all = Json.mapper()
                .valueToTree(events.after(Recorded.Position.START, 10_000).stream()
                        .map(each -> each.event().resource())
                        .toList());
        return all.toString();
    }

    @Override
    public void close() {
        accounts.close();
    }
}
