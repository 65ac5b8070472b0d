package dev.quayside.action.http;

import java.util.Arrays;
import java.util.List;

/// Addresses that are not part of the public internet.
///
/// Source: the IANA registries of special-purpose IPv4 and IPv6 addresses (RFC 6890 and its updates).
final class SpecialAddresses {
    private static final List<AddressBlock> BLOCKS = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/128",
                    "::1/128",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .stream()
            .map(AddressBlock::parse)
            .toList();
    private static final AddressBlock MAPPED = AddressBlock.parse("::/80");
    private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16");

    private SpecialAddresses() {}

    /// Tells whether `address` (4 or 16 bytes) is special itself, or is an IPv6 form of an IPv4 address that is.
    static boolean contains(byte[] address) {
        if (BLOCKS.stream().anyMatch(block -> block.contains(address))) {
            return true;
        }
        if (MAPPED.contains(address) || NAT64.contains(address) || isatap(address)) {
            return contains(Arrays.copyOfRange(address, 12, 16));
        }
        return SIX_TO_FOUR.contains(address) && contains(Arrays.copyOfRange(address, 2, 6));
    }

    /// Source: RFC 5214, section 6.1: an interface identifier 0000:5efe or 0200:5efe and then the IPv4 address.
    private static boolean isatap(byte[] address) {
        return address.length == 16
                && (address[8] & 0xFD) == 0
                && address[9] == 0
                && address[10] == 0x5E
                && (address[11] & 0xFF) == 0xFE;
    }
}
