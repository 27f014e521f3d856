package mptcp.io.raw;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import mptcp.api.address.LinkAddress;

/**
 * Which Ethernet interface to open beside the kernel, and how. Immutable; start from {@link #of}.
 *
 * @param device an interface that exists and is up: a card, a veth, a macvlan, a bridge
 * @param namespace the network namespace it is in: a name as {@code ip netns} lists it or a path; null for the present one
 * @param addresses the stack's on it, at least one; never those of the kernel
 * @param routers what lies beyond the prefixes of the addresses and has no route of the kernel's over the device goes there
 * @param superSegments whether the stack gives segments of up to 64 KiB to be cut by the kernel or the card (TSO); those that
 *     the kernel has put together (GRO) are taken in any case
 * @param transmitBuffer bytes for packets that are committed and not yet sent
 */
public record EthernetOptions(String device, String namespace, List<LinkAddress> addresses, List<InetAddress> routers,
        boolean superSegments, int transmitBuffer) {
    private static final int MOST_ADDRESSES = 32;
    private static final int DEFAULT_BUFFER = 1 << 21;

    /** @throws IllegalArgumentException that names the option which is wrong */
    public EthernetOptions {
        Objects.requireNonNull(device, "device");
        addresses = List.copyOf(addresses);
        routers = List.copyOf(routers);
        RawLinkOptions.checkDevice(device);
        RawLinkOptions.checkBuffer(transmitBuffer);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address is given for " + device + ": say which ones the stack has on it,"
                    + " such as 192.0.2.77/24; free ones of its network, not the kernel's");
        }
        if (addresses.size() > MOST_ADDRESSES) {
            throw new IllegalArgumentException(device + " takes " + MOST_ADDRESSES + " addresses, not " + addresses.size());
        }
    }

    /** With super-segments, in the present namespace. */
    public static EthernetOptions of(String device, List<LinkAddress> addresses) {
        return new EthernetOptions(device, null, addresses, List.of(), true, DEFAULT_BUFFER);
    }

    public EthernetOptions namespace(String value) {
        return new EthernetOptions(device, value, addresses, routers, superSegments, transmitBuffer);
    }

    public EthernetOptions routers(List<InetAddress> values) {
        return new EthernetOptions(device, namespace, addresses, values, superSegments, transmitBuffer);
    }

    public EthernetOptions superSegments(boolean value) {
        return new EthernetOptions(device, namespace, addresses, routers, value, transmitBuffer);
    }
}
