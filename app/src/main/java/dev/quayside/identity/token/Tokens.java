package dev.quayside.identity.token;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.event.Events;
import dev.quayside.secret.Sealer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All about tokens, put together: our own issuer, and the check of everybody's. Safe for several threads.
public final class Tokens implements AutoCloseable {
    private final TokenSettings settings;
    private final InstantSource clock;
    private final TokenState state;
    private final OwnIssuer issuer;
    private final @Nullable RemoteKeys remote;

    public Tokens(
            Database database,
            Events events,
            Sealer sealer,
            TokenSettings settings,
            InstantSource clock,
            Pause pause) {
        this.settings = settings;
        this.clock = clock;
        state = new TokenState(database, settings, clock, pause);
        issuer = new OwnIssuer(database, events, sealer, settings, state, clock);
        remote = settings.provider()
                .map(provider -> new RemoteKeys(provider.jwks(), clock))
                .orElse(null);
    }

    public void start() {
        state.start();
    }

    public OwnIssuer issuer() {
        return issuer;
    }

    /// What our tokens have in `iss`.
    public String issuerName() {
        return state.issuer();
    }

    /// A verifier for the tokens of our own issuer and of the one that the settings name; to be kept, because it
    /// remembers signatures. Call it after [#start].
    public TokenVerifier verifier() {
        List<TrustedIssuer> issuers = new ArrayList<>(List.of(state.trusted()));
        RemoteKeys keys = remote;
        settings.provider().ifPresent(provider -> {
            if (keys != null) {
                issuers.add(new TrustedIssuer(
                        provider.issuer(), provider.audience(), provider.algorithms(), keys, _ -> false));
            }
        });
        return new TokenVerifier(issuers, clock);
    }

    @Override
    public void close() {
        state.close();
        if (remote != null) {
            remote.close();
        }
    }
}
