package dev.quayside.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.quayside.base.Json;
import dev.quayside.base.Page;
import dev.quayside.base.ProblemException;
import dev.quayside.base.Uuids;
import dev.quayside.database.Database;
import dev.quayside.database.Notifications;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import dev.quayside.event.Events;
import dev.quayside.identity.Permission;
import dev.quayside.secret.Sealer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Our own issuer: makes tokens, remembers which, takes them back, and changes the key that signs them.
///
/// Tokens are signed with ES256: a key is made in a millisecond, so that a rotation or a first start costs nothing, and
/// a token is 170 characters shorter than with RS256, which matters where it stands in an address. That RS256 is
/// quicker to check does not matter, because [TokenVerifier] remembers good signatures.
///
/// What is decided here is in the database when a method returns; [TokenState] carries it to every server. Safe for
/// several threads.
public final class OwnIssuer {
    /// Whom our tokens are for.
    public static final String AUDIENCE = "quayside";

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_SUBJECT = 255;
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Database database;
    private final Events events;
    private final Sealer sealer;
    private final TokenSettings settings;
    private final TokenState state;
    private final InstantSource clock;

    /// What a token is to say.
    ///
    /// @param subject whom it speaks for
    /// @param ttl how long it is good; at most what the settings allow
    /// @param name what it is for, in words
    public record Order(String subject, Set<Permission> permissions, Duration ttl, String name) {
        public Order {
            permissions = Set.copyOf(permissions);
        }
    }

    /// A new token; it is shown once and kept nowhere.
    public record Issued(String token, IssuedToken about) {
        /// Without the token.
        @Override
        public String toString() {
            return about.toString();
        }
    }

    public OwnIssuer(
            Database database,
            Events events,
            Sealer sealer,
            TokenSettings settings,
            TokenState state,
            InstantSource clock) {
        this.database = database;
        this.events = events;
        this.sealer = sealer;
        this.settings = settings;
        this.state = state;
        this.clock = clock;
    }

    /// Makes a token.
    ///
    /// @param actor who asked for it
    /// @throws ProblemException `token.invalid` if the order cannot be carried out as it is
    public Issued issue(Order order, Actor actor) {
        check(order);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var about = new IssuedToken(
                Uuids.next(),
                order.subject(),
                order.name(),
                order.permissions(),
                now,
                now.plus(order.ttl()).truncatedTo(ChronoUnit.SECONDS),
                null);
        Issued issued = database.inTransaction(handle -> {
            ECKey key = signingKey(handle, now);
            IssuedTokenTable.add(handle, about, key.getKeyID());
            IssuedTokenTable.removeExpired(handle, now.minus(REMEMBERED));
            events.append(handle, new Event("token.create", actor, resource(about)));
            return new Issued(sign(about, key), about);
        });
        events.appended();
        return issued;
    }

    /// Tokens that are remembered: the good ones, and others until 30 days after their end.
    /// The newest first.
    public Page<IssuedToken> list(int skip, int limit) {
        return database.with(handle ->
                new Page<>(IssuedTokenTable.count(handle), IssuedTokenTable.list(handle, skip, limit), skip, limit));
    }

    /// Takes back the token with this id, or all with this name. It is refused here when this returns, and elsewhere
    /// as soon as the database has passed it on.
    ///
    /// @return those that were taken back; empty if they were not good any more
    /// @throws ProblemException `token.unknown` if there is none
    public List<IssuedToken> revoke(String idOrName, Actor actor) {
        UUID id = Uuids.find(idOrName).orElse(null);
        Instant now = clock.instant();
        List<IssuedToken> revoked = database.inTransaction(handle -> {
            String name = id == null ? idOrName : null;
            if (!IssuedTokenTable.exists(handle, id, name)) {
                throw new ProblemException("token.unknown", "There is no token with the id or name '" + idOrName + "'");
            }
            List<IssuedToken> taken = IssuedTokenTable.revoke(handle, id, name, now);
            taken.forEach(token -> events.append(handle, new Event("token.revoke", actor, resource(token))));
            Notifications.tell(handle, TokenState.CHANNEL, "");
            return taken;
        });
        events.appended();
        state.reload();
        return revoked;
    }

    /// Makes a new key, which signs from now on. Tokens that the old one signed stay good.
    ///
    /// @return the new key's id
    public String rotate(Actor actor) {
        Instant now = clock.instant();
        String id = database.inTransaction(handle -> {
            SigningKeyTable.lock(handle);
            SigningKeyTable.retire(handle, now);
            ECKey key = make(handle, now);
            IssuedTokenTable.removeExpired(handle, now.minus(REMEMBERED));
            SigningKeyTable.removeUnused(handle);
            events.append(
                    handle, new Event("signing-key.rotate", actor, Json.object().put("key_id", key.getKeyID())));
            return key.getKeyID();
        });
        events.appended();
        state.reload();
        return id;
    }

    /// The public keys as a JWKS document, for `/.well-known/jwks.json`; made now if there is none yet.
    public ObjectNode jwks() {
        if (state.published().isEmpty()) {
            database.useTransaction(handle -> signingKey(handle, clock.instant()));
            state.reload();
        }
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("keys");
        state.published().forEach(key -> list.add(Json.parse(key)));
        return document;
    }

    private void check(Order order) {
        if (order.subject().isBlank()
                || order.subject().length() > LONGEST_SUBJECT
                || order.subject().chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    "token.invalid", "A token needs a subject of 1 to " + LONGEST_SUBJECT + " printable characters");
        }
        if (order.name().isBlank()
                || order.name().length() > LONGEST_NAME
                || order.name().chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    "token.invalid", "A token needs a name of 1 to " + LONGEST_NAME + " printable characters");
        }
        if (order.ttl().compareTo(Duration.ofSeconds(1)) < 0 || order.ttl().compareTo(settings.maxTtl()) > 0) {
            throw new ProblemException(
                    "token.invalid",
                    "A token may be good for 1 second to %d seconds (auth.max-token-ttl), not for %d seconds"
                            .formatted(
                                    settings.maxTtl().toSeconds(), order.ttl().toSeconds()));
        }
    }

    /// The key that signs; made if there is none. Of several servers that start at once, one makes it.
    private ECKey signingKey(Handle handle, Instant now) {
        return SigningKeyTable.current(handle).map(this::open).orElseGet(() -> {
            SigningKeyTable.lock(handle);
            return SigningKeyTable.current(handle).map(this::open).orElseGet(() -> make(handle, now));
        });
    }

    private ECKey make(Handle handle, Instant now) {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyID(Uuids.next().toString())
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
            byte[] sealed = sealer.seal(key.toJSONString().getBytes(StandardCharsets.UTF_8), purpose(key.getKeyID()));
            SigningKeyTable.add(
                    handle,
                    SigningAlgorithm.ES256.name(),
                    key.toPublicJWK().toJSONString(),
                    new SigningKeyTable.Row(key.getKeyID(), ByteBuffer.wrap(sealed)),
                    now);
            Notifications.tell(handle, TokenState.CHANNEL, "");
            return key;
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java makes keys on P-256", e);
        }
    }

    private ECKey open(SigningKeyTable.Row row) {
        try {
            return ECKey.parse(
                    new String(sealer.open(row.sealed().array(), purpose(row.id())), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IllegalStateException("the signing key " + row.id() + " is not what was sealed", e);
        }
    }

    private static String purpose(String keyId) {
        return "signing-key/" + keyId;
    }

    private String sign(IssuedToken about, ECKey key) {
        ObjectNode claims = Json.object()
                .put("iss", state.issuer())
                .put("aud", AUDIENCE)
                .put("sub", about.subject())
                .put("jti", about.id().toString())
                .put("iat", about.created().getEpochSecond())
                .put("exp", about.expires().getEpochSecond());
        ArrayNode permissions = claims.putArray("permissions");
        about.permissions().stream().map(Permission::word).sorted().forEach(permissions::add);
        var jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(key.getKeyID())
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                new Payload(Json.write(claims)));
        try {
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of ours cannot sign", e);
        }
    }

    private static ObjectNode resource(IssuedToken token) {
        return Json.object()
                .put("token_id", token.id().toString())
                .put("token_name", token.name())
                .put("subject", token.subject());
    }
}
