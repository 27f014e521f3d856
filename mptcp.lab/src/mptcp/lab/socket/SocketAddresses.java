package mptcp.lab.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import mptcp.io.raw.libc.LibC;

/** {@code struct sockaddr_in} and {@code sockaddr_in6}. */
final class SocketAddresses {
    static final int LARGEST = 28;

    private static final int IN_SIZE = 16;
    private static final int PORT = 2;
    private static final int IN_ADDRESS = 4;
    private static final int IN6_ADDRESS = 8;
    private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? LibC.AF_INET6 : LibC.AF_INET;
    }

    static MemorySegment write(Arena arena, InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        boolean ipv6 = ip instanceof Inet6Address;
        MemorySegment segment = arena.allocate(ipv6 ? LARGEST : IN_SIZE, Integer.BYTES);
        segment.set(JAVA_SHORT, 0, (short) family(ip));
        segment.set(NETWORK_SHORT, PORT, (short) address.getPort());
        byte[] bytes = ip.getAddress();
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, ipv6 ? IN6_ADDRESS : IN_ADDRESS, bytes.length);
        return segment;
    }

    static InetSocketAddress read(MemorySegment segment) {
        boolean ipv6 = segment.get(JAVA_SHORT, 0) == LibC.AF_INET6;
        byte[] bytes = new byte[ipv6 ? 16 : 4];
        MemorySegment.copy(segment, JAVA_BYTE, ipv6 ? IN6_ADDRESS : IN_ADDRESS, bytes, 0, bytes.length);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), segment.get(NETWORK_SHORT, PORT) & 0xffff);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is right
        }
    }
}
