package dev.quayside.identity.account;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses of mailboxes, as people give them.
///
/// Source: RFC 5321, section 4.1.2, without quoted local parts; the words are those of Python's email-validator, which
/// clients know.
public final class EmailAddress {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final Pattern LOCAL =
            Pattern.compile("[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*+");
    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?");

    private EmailAddress() {}

    /// What is wrong with an address; empty if it may be one.
    public static Optional<String> problem(String address) {
        return reason(address).map(reason -> "value is not a valid email address: " + reason);
    }

    private static Optional<String> reason(String address) {
        int at = address.lastIndexOf('@');
        if (at < 0) {
            return Optional.of("An email address must have an @-sign.");
        }
        if (at == 0) {
            return Optional.of("There must be something before the @-sign.");
        }
        if (at == address.length() - 1) {
            return Optional.of("There must be something after the @-sign.");
        }
        if (address.length() > LONGEST || at > LONGEST_LOCAL) {
            return Optional.of("The email address is too long.");
        }
        if (!LOCAL.matcher(address.substring(0, at)).matches()) {
            return Optional.of("The email address contains invalid characters before the @-sign.");
        }
        return domain(address.substring(at + 1));
    }

    private static Optional<String> domain(String domain) {
        String[] labels = domain.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.of("The part after the @-sign contains invalid characters.");
            }
        }
        return labels.length < 2
                ? Optional.of("The part after the @-sign is not valid. It should have a period.")
                : Optional.empty();
    }

    /// The same address in one spelling: the domain in small letters.
    public static String normal(String address) {
        int at = address.lastIndexOf('@');
        return address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }
}
