package dev.quayside.identity.account;

import dev.quayside.identity.password.PasswordHashes;
import dev.quayside.identity.session.SessionSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How accounts are made and protected.
///
/// @param registration whether anybody may make one
/// @param commonPasswords a file of passwords that nobody may have
/// @param pwnedPasswords a service that is asked for stolen ones
/// @param secureCookies whether cookies are for encrypted connections only, whatever the connection seems to be
/// @param longestKey that an API key is good
/// @param cost of a password's hash
public record AccountSettings(
        boolean registration,
        Optional<Path> commonPasswords,
        Optional<URI> pwnedPasswords,
        boolean secureCookies,
        SessionSettings sessions,
        Duration longestKey,
        PasswordHashes.Cost cost) {
    public static final AccountSettings DEFAULT = new AccountSettings(
            true,
            Optional.empty(),
            Optional.empty(),
            false,
            SessionSettings.DEFAULT,
            Duration.ofDays(365),
            PasswordHashes.Cost.DEFAULT);

    /// The setting `auth.registration`.
    ///
    /// @throws IllegalArgumentException if it is neither open nor closed
    public static boolean registration(String word) {
        return switch (word) {
            case "open" -> true;
            case "closed" -> false;
            default ->
                throw new IllegalArgumentException("auth.registration must be open or closed, but is '" + word + "'");
        };
    }

    /// The setting `auth.pwned-passwords-url`.
    ///
    /// @throws IllegalArgumentException if it is no address
    public static URI service(String address) {
        if (!address.matches("https?://[^\\s?#]+")) {
            throw new IllegalArgumentException(
                    "auth.pwned-passwords-url must be an address, as https://api.pwnedpasswords.com, but is '" + address
                            + "'");
        }
        return URI.create(address);
    }
}
