package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import mptcp.api.address.LinkAddress;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;

/**
 * Gives a device an address by rtnetlink(7). The older way, by ioctl, cannot say that an IPv6 address is to be used at
 * once, without looking for duplicates first.
 */
final class AddressRequest {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;

    // struct nlmsghdr
    private static final int HEADER = 16;
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final short RTM_NEWADDR = 20;
    private static final short REQUEST_ACK_CREATE_REPLACE = 0x1 | 0x4 | 0x400 | 0x100;
    /** In an answer: zero or a negated error number, after the header. */
    private static final int ERROR = HEADER;

    // struct ifaddrmsg
    private static final int FAMILY = HEADER;
    private static final int PREFIX_LENGTH = HEADER + 1;
    private static final int ADDRESS_FLAGS = HEADER + 2;
    private static final int INDEX = HEADER + 4;
    private static final int ATTRIBUTES = HEADER + 8;
    private static final byte IFA_F_NODAD = 2;

    // struct rtattr
    private static final int ATTRIBUTE_HEADER = 4;
    private static final short IFA_ADDRESS = 1;
    private static final short IFA_LOCAL = 2;

    private static final int ANSWER_SIZE = 4096;

    private AddressRequest() {}

    /** @return zero or a negated error number */
    static int send(LibC libc, Arena arena, int deviceIndex, LinkAddress address) {
        int socket = libc.socket(AF_NETLINK, SOCK_RAW | LibC.SOCK_CLOEXEC, NETLINK_ROUTE);
        if (socket < 0) {
            return socket;
        }
        try {
            MemorySegment request = request(arena, deviceIndex, address);
            long sent = libc.write(socket, request.address(), request.byteSize());
            if (sent < 0) {
                return (int) sent;
            }
            MemorySegment answer = arena.allocate(ANSWER_SIZE, Integer.BYTES);
            long received = libc.read(socket, answer.address(), ANSWER_SIZE);
            if (received < 0) {
                return (int) received;
            }
            return received < ERROR + Integer.BYTES ? -Errno.EIO : answer.get(JAVA_INT, ERROR);
        } finally {
            libc.close(socket);
        }
    }

    private static MemorySegment request(Arena arena, int deviceIndex, LinkAddress address) {
        byte[] bytes = address.address().getAddress();
        int attribute = ATTRIBUTE_HEADER + bytes.length;
        MemorySegment m = arena.allocate(ATTRIBUTES + 2L * attribute, Integer.BYTES);
        m.set(JAVA_INT, 0, (int) m.byteSize());
        m.set(JAVA_SHORT, TYPE, RTM_NEWADDR);
        m.set(JAVA_SHORT, FLAGS, REQUEST_ACK_CREATE_REPLACE);
        m.set(JAVA_BYTE, FAMILY, (byte) (address.address() instanceof Inet6Address ? LibC.AF_INET6 : LibC.AF_INET));
        m.set(JAVA_BYTE, PREFIX_LENGTH, (byte) address.prefixLength());
        m.set(JAVA_BYTE, ADDRESS_FLAGS, IFA_F_NODAD);
        m.set(JAVA_INT, INDEX, deviceIndex);
        attribute(m, ATTRIBUTES, IFA_LOCAL, bytes);
        attribute(m, ATTRIBUTES + attribute, IFA_ADDRESS, bytes);
        return m;
    }

    private static void attribute(MemorySegment m, int at, short type, byte[] value) {
        m.set(JAVA_SHORT, at, (short) (ATTRIBUTE_HEADER + value.length));
        m.set(JAVA_SHORT, at + Short.BYTES, type);
        MemorySegment.copy(value, 0, m, JAVA_BYTE, at + ATTRIBUTE_HEADER, value.length);
    }
}
