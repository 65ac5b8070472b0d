package dev.quayside.identity.token;

import dev.quayside.base.Pause;
import dev.quayside.database.Database;
import dev.quayside.event.Events;
import dev.quayside.secret.Sealer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// All about tokens, put together: our own issuer, and the check of everybody's. Safe for several threads.
public final class Tokens implements AutoCloseable {
    private final TokenSettings settings;
    private final InstantSource clock;
    private final TokenState state;
    private final OwnIssuer issuer;
    private final @Nullable RemoteKeys remote;
    private final AtomicReference<@Nullable TokenVerifier> verifier = new AtomicReference<>();

    public Tokens(
            Database database, Events events, Sealer sealer, TokenSettings settings, InstantSource clock, Pause pause) {
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
        verifier.set(new TokenVerifier(issuers(), clock));
    }

    public OwnIssuer issuer() {
        return issuer;
    }

    /// What our tokens have in `iss`.
    public String issuerName() {
        return state.issuer();
    }

    /// Checks the tokens of our own issuer and of the one that the settings name.
    ///
    /// @throws IllegalStateException before [#start]
    public TokenVerifier verifier() {
        TokenVerifier started = verifier.get();
        if (started == null) {
            throw new IllegalStateException("the tokens are not started");
        }
        return started;
    }

    private List<TrustedIssuer> issuers() {
        List<TrustedIssuer> issuers = new ArrayList<>(List.of(state.trusted()));
        RemoteKeys keys = remote;
        settings.provider().ifPresent(provider -> {
            if (keys != null) {
                issuers.add(new TrustedIssuer(
                        provider.issuer(),
                        provider.audience(),
                        provider.algorithms(),
                        keys,
                        TrustedIssuer.ELSEWHERE,
                        _ -> false));
            }
        });
        return issuers;
    }

    @Override
    public void close() {
        state.close();
        if (remote != null) {
            remote.close();
        }
    }
}
