package dev.quayside.action.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Looks host names up.
@FunctionalInterface
public interface Resolver {
    /// Asks the system.
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /// All addresses of `host`, at least one.
    ///
    /// @throws UnknownHostException if there is none
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
