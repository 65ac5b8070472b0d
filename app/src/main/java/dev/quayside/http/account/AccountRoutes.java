package dev.quayside.http.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.quayside.http.auth.SessionAuthenticator;
import dev.quayside.http.auth.SessionCookies;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.Headers;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.Permission;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.account.Login;
import dev.quayside.identity.account.Proof;
import dev.quayside.identity.account.TwoFactor;
import dev.quayside.identity.account.User;
import dev.quayside.identity.account.Users;
import dev.quayside.identity.factor.QrCode;
import dev.quayside.identity.session.Session;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What somebody sees and changes of their own account. What protects it is changed only by whoever has just proved who
/// they are: at the login a few minutes ago, or with the request. Safe for several threads.
public final class AccountRoutes {
    private static final String TAG = "Accounts";

    private final Accounts accounts;
    private final SessionAuthenticator sessions;
    private final SessionCookies cookies;

    public AccountRoutes(Accounts accounts, SessionAuthenticator sessions, SessionCookies cookies) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.cookies = cookies;
    }

    /// Somebody's own account.
    ///
    /// @param recoveryCodesLeft of those that stand in for the authenticator
    public record Me(
            String id,
            String username,
            String email,
            List<String> roles,
            List<String> permissions,
            @JsonProperty("is_2fa_enabled") boolean is2faEnabled,
            int recoveryCodesLeft,
            Instant createdAt,
            @Nullable Instant lastLoginAt) {
        public Me {
            roles = List.copyOf(roles);
            permissions = List.copyOf(permissions);
        }
    }

    /// A proof of who somebody is, where the last one is too long ago.
    ///
    /// @param confirm for a new second factor: whether a code has to come before logins need one
    public record Renewal(
            @Nullable String password,
            @Nullable String totpCode,
            @Nullable Boolean confirm) {}

    /// A new password.
    public record NewPassword(String currentPassword, String newPassword) {}

    /// A code of the authenticator.
    public record Code(String totpCode) {}

    /// Codes that stand in for the authenticator, each once.
    public record Codes(List<String> recoveryCodes) {
        public Codes {
            recoveryCodes = List.copyOf(recoveryCodes);
        }
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/auth/me")
                        .doc(TAG, "One's own account")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .answers(200, Me.class, "The account")
                        .handledBy(this::me),
                Route.post("/auth/password")
                        .doc(TAG, "Change one's password")
                        .more("All other sessions end.")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .body(NewPassword.class, null)
                        .answers(200, AccountAnswers.Said.class, "It is changed")
                        .answers(400, "The new one is too weak")
                        .answers(403, "The current one is wrong")
                        .handledBy(this::password),
                Route.post("/auth/enable-2fa")
                        .doc(TAG, "Add a second factor")
                        .more("Logins need a code from now on; with `confirm`, once `/auth/confirm-2fa` got one.")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .bodyIfAny(Renewal.class, null)
                        .answers(201, "text/html", "A page with the QR code and the recovery codes, shown once")
                        .answers(403, "The last proof of who calls is too long ago: send password and totp_code")
                        .answers(409, "There is one already, and a code of it came")
                        .handledBy(this::enable),
                Route.post("/auth/confirm-2fa")
                        .doc(TAG, "Show that the authenticator has the secret")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .body(Code.class, null)
                        .answers(200, AccountAnswers.Said.class, "Logins need a code from now on")
                        .answers(400, "The code is wrong")
                        .answers(409, "There is nothing to confirm")
                        .handledBy(this::confirm),
                Route.post("/auth/disable-2fa")
                        .doc(TAG, "Take the second factor away")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .bodyIfAny(Renewal.class, null)
                        .answers(200, AccountAnswers.Said.class, "Logins need no code any more")
                        .answers(403, "The last proof of who calls is too long ago: send password and totp_code")
                        .handledBy(this::disable),
                Route.post("/auth/recovery-codes")
                        .doc(TAG, "New recovery codes in the place of those that are left")
                        .session()
                        .errors(ErrorStyle.FILES)
                        .bodyIfAny(Renewal.class, null)
                        .answers(201, Codes.class, "The codes, shown once")
                        .answers(403, "The last proof of who calls is too long ago: send password and totp_code")
                        .answers(409, "There is no second factor")
                        .handledBy(this::recoveryCodes));
    }

    private Response me(Request request) {
        Session session = sessions.require(request);
        User user = accounts.users()
                .find(session.account())
                .orElseThrow(() -> new HttpError(401, "auth.unauthenticated", "Not authenticated"));
        return AccountAnswers.json(
                200,
                new Me(
                        user.id().toString(),
                        user.username(),
                        user.email(),
                        user.roles().stream().sorted().toList(),
                        request.requireCaller().permissions().stream()
                                .map(Permission::word)
                                .sorted()
                                .toList(),
                        user.twoFactor().needed(),
                        accounts.twoFactor().recoveryCodesLeft(user.id()),
                        user.created(),
                        user.lastLogin()));
    }

    private Response password(Request request) throws InterruptedException {
        Session session = sessions.require(request);
        Fields fields = request.fields();
        String current = fields.text("current_password");
        String fresh = fields.text("new_password");
        fields.check();
        return switch (accounts.users().changePassword(session, current, fresh, request.actor())) {
            case Users.Change.Changed(var renewed) ->
                with(AccountAnswers.message(200, "Password changed"), request, renewed);
            case Users.Change.Weak _ -> AccountAnswers.weak();
            case Users.Change.Refused(var verdict) ->
                throw AccountAnswers.refused(verdict, 403, "The current password is wrong");
        };
    }

    private Response enable(Request request) throws InterruptedException {
        Session session = sessions.require(request);
        Fields fields = request.fieldsIfAny();
        boolean first = fields.flag("confirm", false);
        Optional<Session.Opened> renewed = proveAgain(session, fields, request);
        TwoFactor.Enrolment enrolment = accounts.twoFactor()
                .begin(session, first, request.actor())
                .orElseThrow(() -> new HttpError(409, "auth.factor-exists", "2FA is already enabled"));
        Response page = Response.text(201, "text/html; charset=utf-8", page(enrolment))
                .with("Cache-Control", "no-store")
                .with("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'")
                .with("Referrer-Policy", "no-referrer");
        return with(page, request, renewed);
    }

    private static String page(TwoFactor.Enrolment enrolment) {
        String picture = Base64.getEncoder().encodeToString(QrCode.png(enrolment.address()));
        String codes = enrolment.recoveryCodes().stream()
                .map(code -> "<li><code>" + code + "</code></li>")
                .collect(Collectors.joining());
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>Two-factor authentication</title></head>
                <body>
                <h1>Two-factor authentication</h1>
                <p>Scan this code with your authenticator. It is shown once.</p>
                <img src="data:image/png;base64,%s" alt="QR code" width="264" height="264">
                <p>Or type the secret: <code>%s</code></p>
                <h2>Recovery codes</h2>
                <p>Keep them where you will find them without your authenticator. Each one lets you in once.</p>
                <ul>%s</ul>
                </body>
                </html>
                """.formatted(picture, enrolment.secret(), codes);
    }

    private Response confirm(Request request) {
        Session session = sessions.require(request);
        Fields fields = request.fields();
        String code = fields.text("totp_code");
        fields.check();
        TwoFactor.Confirmation confirmation = accounts.twoFactor()
                .confirm(session, code, request.actor())
                .orElseThrow(() -> new HttpError(409, "auth.nothing-to-confirm", "There is no 2FA to confirm"));
        if (confirmation.session().isEmpty()) {
            throw AccountAnswers.refused(confirmation.verdict(), 400, "Invalid 2FA code");
        }
        return with(AccountAnswers.message(200, "Successfully enabled 2FA"), request, confirmation.session());
    }

    private Response disable(Request request) throws InterruptedException {
        Session session = sessions.require(request);
        Optional<Session.Opened> renewed = proveAgain(session, request.fieldsIfAny(), request);
        accounts.twoFactor().disable(session.account(), request.actor());
        return with(AccountAnswers.message(200, "Successfully disabled 2FA"), request, renewed);
    }

    private Response recoveryCodes(Request request) throws InterruptedException {
        Session session = sessions.require(request);
        Optional<Session.Opened> renewed = proveAgain(session, request.fieldsIfAny(), request);
        List<String> codes = accounts.twoFactor()
                .renewRecoveryCodes(session.account(), request.actor())
                .orElseThrow(() -> new HttpError(409, "auth.no-factor", "2FA is not enabled"));
        return with(AccountAnswers.json(201, new Codes(codes)), request, renewed);
    }

    /// Has the caller prove who they are, if the last time is too long ago.
    ///
    /// @return the session with its new secret, if they did so now
    private Optional<Session.Opened> proveAgain(Session session, Fields fields, Request request)
            throws InterruptedException {
        String password = fields.textOrNull("password");
        String code = fields.textOrNull("totp_code");
        fields.check();
        if (password == null) {
            if (accounts.login().fresh(session)) {
                return Optional.empty();
            }
            throw new HttpError(
                    403,
                    "auth.prove-again",
                    "Prove again who you are: send password, and totp_code where 2FA is enabled");
        }
        Login.Again again = accounts.login().again(session, password, code, request.actor());
        if (again.verdict().proof() != Proof.RIGHT) {
            throw AccountAnswers.refused(again.verdict(), 403, "The password is wrong");
        }
        return again.session();
    }

    private Response with(Response response, Request request, Optional<Session.Opened> renewed) {
        Optional<Headers> cookie = renewed.map(session -> cookies.give(request, session.token()));
        return cookie.map(response::with).orElse(response);
    }
}
