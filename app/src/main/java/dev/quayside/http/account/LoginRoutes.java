package dev.quayside.http.account;

import dev.quayside.base.Json;
import dev.quayside.base.Uuids;
import dev.quayside.http.auth.OriginCheck;
import dev.quayside.http.auth.SessionAuthenticator;
import dev.quayside.http.auth.SessionCookies;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.InvalidRequest;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.message.Violation;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.account.Login;
import dev.quayside.identity.account.Users;
import dev.quayside.identity.role.Role;
import dev.quayside.identity.session.KnownDevices;
import dev.quayside.identity.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Registration, login, and the sessions that a login opens. Safe for several threads.
public final class LoginRoutes {
    private static final String TAG = "Accounts";

    private final Accounts accounts;
    private final SessionAuthenticator sessions;
    private final SessionCookies cookies;
    private final OriginCheck origins;

    public LoginRoutes(Accounts accounts, SessionAuthenticator sessions, SessionCookies cookies, OriginCheck origins) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.cookies = cookies;
        this.origins = origins;
    }

    /// Somebody who wants an account.
    ///
    /// @param password1 the same again; also as `confirm_password`
    public record Registration(String username, String email, String password, String password1) {}

    /// Somebody who wants in.
    ///
    /// @param totpCode where they have a second factor; a recovery code does too
    public record Credentials(
            String username, String password, @Nullable String totpCode) {}

    /// A login that lasts.
    ///
    /// @param current whether it is the one that asks
    public record Item(
            String id,
            Instant createdAt,
            Instant lastSeenAt,
            @Nullable String ipAddress,
            @Nullable String userAgent,
            boolean current) {}

    /// All of somebody's.
    public record Items(List<Item> sessions) {
        public Items {
            sessions = List.copyOf(sessions);
        }
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/auth/registration")
                        .doc(TAG, "Make an account")
                        .open()
                        .errors(ErrorStyle.FILES)
                        .body(
                                Registration.class,
                                Json.parse(
                                        "{\"username\": \"alice01\", \"email\": \"alice@example.com\", \"password\": \"Str0ngPass\", \"password1\": \"Str0ngPass\"}"))
                        .answers(201, AccountAnswers.Said.class, "It is made")
                        .answers(400, "The password is too weak, or the name or the address is taken")
                        .answers(403, "Registration is closed")
                        .answers(422, "Something is missing or not allowed")
                        .answers(429, "Too many at once")
                        .handledBy(this::register),
                Route.post("/auth/login")
                        .doc(TAG, "Log in")
                        .open()
                        .errors(ErrorStyle.FILES)
                        .body(
                                Credentials.class,
                                Json.parse(
                                        "{\"username\": \"alice01\", \"password\": \"Str0ngPass\", \"totp_code\": null}"))
                        .answers(201, AccountAnswers.Said.class, "The cookie of a new session")
                        .answers(401, "The name, the password or the code is wrong")
                        .answers(422, "Something is missing")
                        .answers(429, "Too many attempts; Retry-After says when the next may be made")
                        .handledBy(this::login),
                Route.post("/auth/logout")
                        .doc(TAG, "End this session")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .answers(200, AccountAnswers.Said.class, "Its cookie opens nothing any more")
                        .handledBy(this::logout),
                Route.post("/auth/logout-others")
                        .doc(TAG, "End all other sessions")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .answers(200, AccountAnswers.Ended.class, "How many there were, as a text")
                        .handledBy(this::logoutOthers),
                Route.get("/auth/sessions")
                        .doc(TAG, "List one's sessions, the one used last first")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .answers(200, Items.class, "The sessions")
                        .handledBy(this::list),
                Route.delete("/auth/sessions/{id}")
                        .doc(TAG, "End one of one's sessions")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .answers(204, "It has ended")
                        .answers(404, "There is none with this id")
                        .handledBy(this::end));
    }

    private Response register(Request request) throws InterruptedException {
        origins.check(request);
        if (!accounts.settings().registration()) {
            throw new HttpError(403, "auth.registration-closed", "Registration is closed; ask an administrator");
        }
        Users.Order order = order(request.fields());
        return switch (accounts.users().register(order, Set.of(Role.USER), AccountAnswers.client(request))) {
            case Users.Result.Created _ -> AccountAnswers.message(201, "Registration successfully completed");
            case Users.Result.Taken _ -> throw new HttpError(400, "auth.user-exists", "User already exists");
            case Users.Result.Weak _ -> AccountAnswers.weak();
            case Users.Result.Later(var retryAfter) ->
                throw AccountAnswers.later("auth.busy", "Too many registrations at once", retryAfter);
        };
    }

    private static Users.Order order(Fields fields) {
        String username = fields.text("username");
        String email = fields.text("email");
        String password = fields.text("password");
        boolean otherName = !fields.has("password1") && fields.has("confirm_password");
        String again = fields.text(otherName ? "confirm_password" : "password1");
        String third = fields.text("confirm_password", again);
        NameFields.check(fields);
        fields.check();
        if (!password.equals(again) || !password.equals(third)) {
            throw new InvalidRequest(List.of(
                    new Violation(List.of("body"), "Value error, The passwords must match", "value_error", "")));
        }
        return new Users.Order(username, email, password);
    }

    private Response login(Request request) throws InterruptedException {
        origins.check(request);
        Fields fields = request.fields();
        String username = fields.text("username");
        String password = fields.text("password");
        String code = fields.textOrNull("totp_code");
        refuseEmpty(fields, "username", username);
        refuseEmpty(fields, "password", password);
        fields.check();
        var attempt = new Login.Attempt(
                username, password, code, cookies.device(request).orElse(null), AccountAnswers.client(request));
        return switch (accounts.login().login(attempt)) {
            case Login.Result.Welcome(Session.Opened session, String device) -> {
                endFormer(request);
                yield AccountAnswers.message(201, "Login successful")
                        .with(cookies.give(request, session.token()))
                        .with(cookies.mark(request, device, KnownDevices.KNOWN));
            }
            case Login.Result.Refused(var verdict) ->
                throw AccountAnswers.refused(verdict, 401, "Invalid username or password");
        };
    }

    private static void refuseEmpty(Fields fields, String name, String value) {
        if (fields.raw(name).isString() && value.isEmpty()) {
            fields.violation(name, "String should have at least 1 character", "string_too_short");
        }
    }

    /// The session that the new one takes the place of in this client.
    private void endFormer(Request request) {
        cookies.session(request)
                .flatMap(accounts.sessions()::find)
                .ifPresent(former -> accounts.login().logout(former, AccountAnswers.client(request)));
    }

    private Response logout(Request request) {
        accounts.login().logout(sessions.require(request), request.actor());
        return AccountAnswers.message(200, "Logout successful").with(cookies.take(request));
    }

    private Response logoutOthers(Request request) {
        int ended = accounts.login().endOthers(sessions.require(request), request.actor());
        return ended == 0
                ? AccountAnswers.message(200, "No external sessions")
                : AccountAnswers.json(
                        200,
                        Json.object()
                                .put("message", "Logout others successfully")
                                .put("count", String.valueOf(ended)));
    }

    private Response list(Request request) {
        Session current = sessions.require(request);
        List<Item> items = accounts.sessions().list(current.account()).stream()
                .map(session -> new Item(
                        session.id().toString(),
                        session.created(),
                        session.seen(),
                        session.address(),
                        session.agent(),
                        session.id().equals(current.id())))
                .toList();
        return AccountAnswers.json(200, new Items(items));
    }

    private Response end(Request request) {
        Session current = sessions.require(request);
        String given = request.variable("id");
        if (!accounts.login().end(current.account(), id(given), request.actor())) {
            throw noSuch(given);
        }
        Response done = Response.empty(204);
        return current.id().toString().equals(given) ? done.with(cookies.take(request)) : done;
    }

    private static UUID id(String given) {
        return Uuids.find(given).orElseThrow(() -> noSuch(given));
    }

    private static HttpError noSuch(String id) {
        return new HttpError(404, "session.not-found", "There is no session " + id);
    }
}
