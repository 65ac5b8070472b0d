package dev.quayside.action.http;

import java.time.Duration;
import java.util.List;

/// What outgoing requests may do.
///
/// @param allowPrivate whether loopback, private and link-local addresses may be reached
/// @param allow what may be reached all the same: a host name, `host:port`, an address or a CIDR block
/// @param maxBytes the largest body a step may ask for, in bytes
/// @param maxTimeout the longest time a step may ask for
public record HttpSettings(boolean allowPrivate, List<String> allow, long maxBytes, Duration maxTimeout) {
    /// Nothing private, 100 MB, ten minutes.
    public static final HttpSettings DEFAULT = new HttpSettings(false, List.of(), 100L << 20, Duration.ofMinutes(10));

    public HttpSettings {
        allow = List.copyOf(allow);
        if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("http.max-bytes must be 1 byte to 2 GB, was " + maxBytes);
        }
        if (maxTimeout.isNegative() || maxTimeout.isZero()) {
            throw new IllegalArgumentException("http.max-timeout must be above 0, was " + maxTimeout);
        }
    }
}
