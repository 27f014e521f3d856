package mptcp.testkit.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A TCP segment in its IP packet, all fields as on the wire. Immutable, except that the payload array is not copied.
 *
 * @param trafficClass the type-of-service or traffic-class octet: DSCP and, in the low two bits, ECN
 * @param hopLimit TTL of IPv4
 * @param flags see {@link TcpFlags}
 * @param window the field, not scaled
 * @param options in order, padding included
 */
public record TcpPacket(
        InetAddress source,
        InetAddress destination,
        int trafficClass,
        int hopLimit,
        int sourcePort,
        int destinationPort,
        int seq,
        int ack,
        int flags,
        int window,
        int urgent,
        List<TcpOption> options,
        byte[] payload) {

    public TcpPacket {
        options = List.copyOf(options);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public InetSocketAddress from() {
        return new InetSocketAddress(source, sourcePort);
    }

    public InetSocketAddress to() {
        return new InetSocketAddress(destination, destinationPort);
    }

    /** The first option of a type. */
    public <T extends TcpOption> Optional<T> option(Class<T> type) {
        return options.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Room that the segment takes in the sequence space: payload, SYN and FIN. */
    public int sequenceLength() {
        return payload.length + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
    }
}
