package dev.quayside.http.account;

import dev.quayside.http.auth.OriginCheck;
import dev.quayside.http.message.Fields;
import dev.quayside.http.message.HttpError;
import dev.quayside.http.message.Request;
import dev.quayside.http.message.Response;
import dev.quayside.http.server.ErrorStyle;
import dev.quayside.http.server.Route;
import dev.quayside.identity.account.Invitations;
import dev.quayside.identity.account.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where somebody who was invited chooses a password: a page, and what it sends. Safe for several threads.
///
/// The secret stands behind the `#` of the page's address: browsers send that part to nobody, so that no log has it.
public final class SetupRoutes {
    private static final String TAG = "Accounts";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Invitations invitations;
    private final OriginCheck origins;

    public SetupRoutes(Invitations invitations, OriginCheck origins) {
        this.invitations = invitations;
        this.origins = origins;
    }

    /// What somebody shows and chooses.
    ///
    /// @param username of the first administrator; others have theirs
    /// @param email as the username
    public record Order(
            String token,
            @Nullable String username,
            @Nullable String email,
            String password,
            String password1) {}

    /// Whose account it is.
    public record Done(String message, String username) {}

    /// The page's address on this server.
    ///
    /// @param username who is invited; null for the first administrator
    public static String path(Invitations.Made made, @Nullable String username) {
        String whose = username == null ? "" : "&user=" + URLEncoder.encode(username, StandardCharsets.UTF_8);
        return "/setup#token=" + made.token() + whose;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/setup")
                        .doc(TAG, "The page where somebody who was invited chooses a password")
                        .open()
                        .answers(200, "text/html", "The page")
                        .handledBy(_ -> page("setup.html", "text/html; charset=utf-8")),
                Route.get("/setup/setup.js")
                        .doc(TAG, "The script of that page")
                        .open()
                        .answers(200, "text/javascript", "The script")
                        .handledBy(_ -> page("setup.js", "text/javascript; charset=utf-8")),
                Route.get("/setup/setup.css")
                        .doc(TAG, "The style of that page")
                        .open()
                        .answers(200, "text/css", "The style")
                        .handledBy(_ -> page("setup.css", "text/css; charset=utf-8")),
                Route.post("/auth/setup")
                        .doc(TAG, "Choose a password by an invitation")
                        .more("The first administrator says also who they are. An invitation is good once.")
                        .open()
                        .errors(ErrorStyle.FILES)
                        .body(Order.class, null)
                        .answers(201, Done.class, "They can log in now")
                        .answers(400, "The password is too weak, or the name or the address is taken")
                        .answers(404, "There is no such invitation, any more")
                        .handledBy(this::accept));
    }

    private static Response page(String name, String type) {
        return Response.text(200, type, resource(name))
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer");
    }

    private static String resource(String name) {
        try (InputStream in = SetupRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Response accept(Request request) throws InterruptedException {
        origins.check(request);
        Fields fields = request.fields();
        String token = fields.text("token");
        String password = fields.text("password");
        String again = fields.text("password1");
        Optional<Invitations.Name> name = name(fields);
        if (!password.equals(again)) {
            fields.refuse("password1", "The passwords must match");
        }
        fields.check();
        return switch (invitations.accept(token, name, password, AccountAnswers.client(request))) {
            case Invitations.Result.Accepted(User user) ->
                AccountAnswers.json(201, new Done("You can log in now", user.username()));
            case Invitations.Result.Unknown _ ->
                throw new HttpError(
                        404,
                        "invitation.unknown",
                        "This link was used, has expired, or never was one; ask an administrator for another");
            case Invitations.Result.NameWanted _ -> {
                fields.refuse("username", "Field required");
                fields.refuse("email", "Field required");
                fields.check();
                throw new IllegalStateException("a refused field stops the request");
            }
            case Invitations.Result.Taken _ -> throw new HttpError(400, "auth.user-exists", "User already exists");
            case Invitations.Result.Weak _ -> AccountAnswers.weak();
            case Invitations.Result.Later(var after) ->
                throw AccountAnswers.later("auth.busy", "Too many passwords at once", after);
        };
    }

    private static Optional<Invitations.Name> name(Fields fields) {
        String username = fields.textOrNull("username");
        String email = fields.textOrNull("email");
        if (username == null || email == null) {
            return Optional.empty();
        }
        NameFields.check(fields);
        return Optional.of(new Invitations.Name(username, email));
    }
}
