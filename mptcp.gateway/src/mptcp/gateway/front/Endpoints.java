package mptcp.gateway.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Addresses and ports of a TCP packet, of one family. IPv4 addresses are the lower half of {@code Lo}.
 *
 * @param six whether it is IPv6
 */
record Endpoints(boolean six, long fromHi, long fromLo, int fromPort, long toHi, long toLo, int toPort) {
    Endpoints reversed() {
        return new Endpoints(six, toHi, toLo, toPort, fromHi, fromLo, fromPort);
    }

    InetSocketAddress from() {
        return new InetSocketAddress(address(six, fromHi, fromLo), fromPort);
    }

    InetSocketAddress to() {
        return new InetSocketAddress(address(six, toHi, toLo), toPort);
    }

    private static InetAddress address(boolean six, long hi, long lo) {
        byte[] bytes = six ? ByteBuffer.allocate(16).putLong(hi).putLong(lo).array() : ByteBuffer.allocate(4).putInt((int) lo).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // these lengths are addresses
        }
    }
}
