package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mptcp.io.raw.libc.LibC;

/**
 * Has the kernel be a member of the groups in which the stack's addresses are asked for (RFC 4291 section 2.7.1), and tell
 * switches so by MLD, as RFC 4861 section 7.2.1 wants. Where the kernel has no IPv6 on the interface nobody tells them.
 */
final class MulticastGroups {
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int GROUP = 16;

    private MulticastGroups() {}

    /** @return a socket that is the member until it is closed, or a negative number if none is needed or possible */
    static int join(LibC libc, Arena arena, int index, OwnAddresses own) {
        int fd = -1;
        for (int i = 0; i < own.count(); i++) {
            if (!own.isIpv4(i)) {
                if (fd < 0) {
                    fd = libc.socket(LibC.AF_INET6, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
                }
                MemorySegment request = arena.allocate(GROUP + Integer.BYTES, Integer.BYTES); // struct ipv6_mreq
                Octets.put64(request, 0, NdpMessage.GROUP_HIGH);
                Octets.put64(request, Long.BYTES, NdpMessage.solicitedNodeLow(own.low(i)));
                request.set(JAVA_INT, GROUP, index);
                libc.setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, request.address(), (int) request.byteSize());
            }
        }
        return fd;
    }
}
