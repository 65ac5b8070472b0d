package dev.quayside.action.http;

import dev.quayside.base.ProblemException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides where outgoing requests may go.
///
/// Whoever connects must connect to one of the addresses that [#check] returned, never to the name again.
/// Immutable; safe for several threads.
public final class AddressGuard {
    private final boolean allowPrivate;
    private final Set<String> hosts;
    private final List<AddressBlock> blocks;
    private final Resolver resolver;

    public AddressGuard(HttpSettings settings, Resolver resolver) {
        this.allowPrivate = settings.allowPrivate();
        this.resolver = resolver;
        this.blocks = settings.allow().stream()
                .filter(AddressGuard::isBlock)
                .map(AddressBlock::parse)
                .toList();
        this.hosts = settings.allow().stream()
                .filter(entry -> !isBlock(entry))
                .map(AddressGuard::plain)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Looks `host` up once and judges every address it has: one that is inside refuses them all.
    ///
    /// @param host a name, or an address with or without brackets
    /// @return the addresses, at least one
    /// @throws ProblemException `http.address-refused`, or `http.unreachable` if nothing is known under that name
    public List<InetAddress> check(String host, int port) {
        String name = plain(host);
        List<InetAddress> addresses = resolve(name);
        if (!allowPrivate && !hosts.contains(name) && !hosts.contains(name + ":" + port)) {
            List<InetAddress> inside = new ArrayList<>(addresses);
            inside.removeIf(this::mayBeReached);
            if (!inside.isEmpty()) {
                throw new ProblemException(
                        "http.address-refused",
                        "Refused to connect to " + name + ": its address "
                                + inside.getFirst().getHostAddress()
                                + " is not on the public internet. Set http.allow to '" + name
                                + "' (or http.allow-private to true) if it is meant.");
            }
        }
        return addresses;
    }

    private boolean mayBeReached(InetAddress address) {
        byte[] bytes = address.getAddress();
        return !SpecialAddresses.contains(bytes) || blocks.stream().anyMatch(block -> block.contains(bytes));
    }

    /// The addresses, each under the name that was asked for, whatever name the resolver gave it: over TLS the
    /// certificate is held against the name that an address carries.
    private List<InetAddress> resolve(String name) {
        try {
            List<InetAddress> addresses = new ArrayList<>();
            for (InetAddress found : resolver.resolve(name)) {
                addresses.add(InetAddress.getByAddress(name, found.getAddress()));
            }
            if (!addresses.isEmpty()) {
                return addresses;
            }
            throw new UnknownHostException(name);
        } catch (UnknownHostException _) {
            throw new ProblemException("http.unreachable", "There is no host called '" + name + "'");
        }
    }

    private static boolean isBlock(String entry) {
        try {
            AddressBlock.parse(entry);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Lower case, without brackets and without the dot that ends an absolute name.
    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
