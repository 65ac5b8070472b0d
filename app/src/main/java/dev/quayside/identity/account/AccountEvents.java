package dev.quayside.identity.account;

import dev.quayside.base.Json;
import dev.quayside.event.Actor;
import dev.quayside.event.Event;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is told of accounts.
final class AccountEvents {
    private static final String NOBODY = "anonymous";

    private AccountEvents() {}

    /// Something that somebody did to an account.
    static Event of(String type, Actor actor, UUID account) {
        return new Event(type, actor, Json.object().put("user_id", account.toString()));
    }

    /// As the other, with one more fact.
    static Event of(String type, Actor actor, UUID account, String name, String value) {
        return new Event(
                type, actor, Json.object().put("user_id", account.toString()).put(name, value));
    }

    /// What somebody did who has not proved who they are.
    ///
    /// @param account that they tried; null if there is none, whose name may be a password in the wrong field
    static Event attempt(String type, Actor client, @Nullable UUID account, String what) {
        return new Event(
                type,
                unknown(client),
                account == null
                        ? Json.object().put("factor", what)
                        : Json.object().put("user_id", account.toString()).put("factor", what));
    }

    static Actor unknown(Actor client) {
        return new Actor(NOBODY, client.address(), client.agent());
    }

    static Actor owner(UUID account, Actor client) {
        return new Actor(User.subject(account), client.address(), client.agent());
    }
}
