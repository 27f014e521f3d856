package mptcp.socketagent.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import mptcp.socketagent.machine.Machine;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;

/**
 * The options of Multipath TCP that tell of all subflows: MPTCP_TCPINFO (2), MPTCP_SUBFLOW_ADDRS (3) and MPTCP_FULL_INFO (4), with
 * Linux's structures. The caller's {@code optval} tells how large its elements are; the reply is what Linux writes there.
 */
final class MptcpLists {
    /** {@code struct mptcp_subflow_data}: its size, how many there are, the kernel's element, the user's. */
    private static final int HEAD = 16;
    private static final int ADDRESS = 128;
    private static final int ADDRESSES = 2 * ADDRESS;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** {@code struct mptcp_full_info} up to the two pointers of the caller. */
    private static final int FULL_HEAD = 24;
    /** {@code struct mptcp_subflow_info}: an id, padding, and the addresses. */
    private static final int SUBFLOW_INFO = Long.BYTES + ADDRESSES;

    private MptcpLists() {}

    /** MPTCP_TCPINFO. */
    static byte[] tcpInfo(ConnectionSnapshot c, int length) throws CallException {
        return list(c, TcpInfo.SIZE, length, f -> TcpInfo.of(f, c).first(TcpInfo.SIZE));
    }

    /** MPTCP_SUBFLOW_ADDRS. */
    static byte[] addresses(ConnectionSnapshot c, int length) throws CallException {
        return list(c, ADDRESSES, length, MptcpLists::addresses);
    }

    private interface Element {
        byte[] of(SubflowSnapshot subflow);
    }

    private static byte[] list(ConnectionSnapshot c, int size, int length, Element element) throws CallException {
        if (length < HEAD) {
            throw new CallException(Errno.EINVAL);
        }
        List<SubflowSnapshot> subflows = LiveSubflows.of(c);
        ByteBuffer b = ByteBuffer.allocate(HEAD + subflows.size() * size).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(HEAD).putInt(subflows.size()).putInt(size).putInt(size);
        subflows.forEach(f -> b.put(element.of(f)));
        int whole = HEAD + (length - HEAD) / size * size;
        return Arrays.copyOf(b.array(), Math.min(whole, b.capacity()));
    }

    /** {@code struct mptcp_subflow_addrs}: two {@code sockaddr_storage}. */
    private static byte[] addresses(SubflowSnapshot f) {
        ByteBuffer b = ByteBuffer.allocate(ADDRESSES);
        put(b, 0, f.local());
        put(b, ADDRESS, f.remote());
        return b.array();
    }

    private static void put(ByteBuffer b, int at, InetSocketAddress a) {
        InetAddress ip = a.getAddress();
        boolean v4 = ip.getAddress().length == Integer.BYTES;
        b.order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) (v4 ? AF_INET : AF_INET6));
        b.order(ByteOrder.BIG_ENDIAN).putShort(at + 2, (short) a.getPort());
        b.put(at + (v4 ? 4 : 8), ip.getAddress());
    }

    /**
     * MPTCP_FULL_INFO. The lists are where the caller's pointers say on Linux; here, where no memory is shared, they follow the
     * structure: first that of subflows, then that of {@code tcp_info}.
     */
    static byte[] full(ConnectionSnapshot c, Machine machine, int length) {
        List<SubflowSnapshot> subflows = LiveSubflows.of(c);
        byte[] info = MptcpInfo.of(c, machine).first(MptcpInfo.SIZE);
        int lists = subflows.size() * (TcpInfo.SIZE + SUBFLOW_INFO);
        ByteBuffer b = ByteBuffer.allocate(FULL_HEAD + 2 * Long.BYTES + info.length + lists).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(TcpInfo.SIZE).putInt(TcpInfo.SIZE).putInt(SUBFLOW_INFO).putInt(SUBFLOW_INFO);
        b.putInt(subflows.size()).putInt(subflows.size()).putLong(0).putLong(0);
        b.put(info);
        subflows.forEach(f -> b.putLong(f.slot()).put(addresses(f)));
        subflows.forEach(f -> b.put(TcpInfo.of(f, c).first(TcpInfo.SIZE)));
        return Arrays.copyOf(b.array(), Math.min(length, b.capacity()));
    }
}
