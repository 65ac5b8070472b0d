package dev.quayside.benchmarks;

import dev.quayside.App;
import dev.quayside.AppSettings;
import dev.quayside.event.Actor;
import dev.quayside.identity.account.Accounts;
import dev.quayside.identity.account.Login;
import dev.quayside.identity.account.Users;
import dev.quayside.identity.role.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks sessions in a program of its own, as every request with a cookie does.
public final class SessionLoad {
    static final String CHECKS = "accounts.session_checks_per_second";

    private static final int SESSIONS = 100;
    private static final int ROUNDS = 3;
    private static final Actor CLIENT = new Actor("benchmark", "127.0.0.1", null);

    private SessionLoad() {}

    /// Measures, and says what came of it as [EngineLoad] does.
    ///
    /// @param arguments the data folder, seconds for each round
    public static void main(String... arguments) throws InterruptedException {
        AppSettings settings = AppSettings.read(Path.of(arguments[0]), Map.of("PORT", "0"));
        try (App app = App.start(settings, App.Role.SERVER)) {
            measure(app, Long.parseLong(arguments[1]) * 1_000_000_000L);
        }
    }

    private static void measure(App app, long nanos) throws InterruptedException {
        Accounts accounts = app.accounts();
        var order = new Users.Order("alice01", "alice@example.com", "Str0ngPass");
        Users.Result _ = accounts.users().create(order, Set.of(Role.USER), CLIENT);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            var attempt = new Login.Attempt("alice01", "Str0ngPass", null, null, CLIENT);
            if (accounts.login().login(attempt) instanceof Login.Result.Welcome(var session, String _)) {
                tokens.add(session.token());
            }
        }
        for (int round = 0; round <= ROUNDS; round++) {
            long checks = 0;
            long began = System.nanoTime();
            for (long now = began; now - began < nanos; now = System.nanoTime()) {
                for (int i = 0; i < 1_000; i++) {
                    if (accounts.sessions()
                            .find(tokens.get((int) (checks++ % tokens.size())))
                            .isEmpty()) {
                        throw new IllegalStateException("a session was not there");
                    }
                }
            }
            if (round > 0) { // the first warms up
                System.out.println(EngineLoad.FIGURE + CHECKS + " " + checks / ((System.nanoTime() - began) / 1e9));
            }
        }
    }
}
