package mptcp.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import mptcp.api.link.IpLink;
import mptcp.api.link.Waiter;

/** Our end of a path, for single TCP packets without options. */
final class Tunnel implements AutoCloseable {
    static final int SYN = 2;
    static final int ACK = 16;
    private static final int TCP = 6;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private final IpLink link;
    private final Waiter waiter;
    private final ArrayDeque<Packet> received = new ArrayDeque<>();

    /** @param options whether there is an MPTCP option among the TCP options */
    record Packet(InetSocketAddress from, InetSocketAddress to, int flags, boolean mptcp) {}

    Tunnel(LabPath path) throws IOException {
        link = path.openLink();
        waiter = link.newWaiter();
        waiter.add(link.pollFd());
    }

    /** Waits for the next TCP packet. */
    Packet next() throws IOException {
        Packet packet = next(PATIENCE_NS);
        if (packet == null) {
            throw new IOException("no packet came");
        }
        return packet;
    }

    /** The next TCP packet, or null if none comes for so long. */
    Packet next(long patienceNs) {
        long deadline = System.nanoTime() + patienceNs;
        while (received.isEmpty()) {
            link.poll((memory, offset, length, _, _, _) ->
                    parse(memory.asSlice(offset, length).toArray(JAVA_BYTE)), 64, 0);
            if (received.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                waiter.await(left);
            }
        }
        return received.remove();
    }

    private void parse(byte[] p) {
        boolean ipv4 = p[0] >> 4 == 4;
        if ((ipv4 ? p[9] : p[6]) != TCP) {
            return;
        }
        int size = ipv4 ? 4 : 16;
        int addresses = ipv4 ? 12 : 8;
        int tcp = ipv4 ? 20 : 40;
        ByteBuffer b = ByteBuffer.wrap(p);
        boolean mptcp = false;
        int end = tcp + ((p[tcp + 12] & 0xf0) >> 2);
        for (int i = tcp + 20; i < end && p[i] != 0; i += p[i] == 1 ? 1 : p[i + 1]) {
            mptcp |= p[i] == 30;
        }
        received.add(new Packet(
                new InetSocketAddress(address(p, addresses, size), b.getShort(tcp) & 0xffff),
                new InetSocketAddress(address(p, addresses + size, size), b.getShort(tcp + 2) & 0xffff),
                p[tcp + 13] & 0x3f, mptcp));
    }

    private static InetAddress address(byte[] p, int at, int size) {
        try {
            return InetAddress.getByAddress(java.util.Arrays.copyOfRange(p, at, at + size));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    void sendSyn(InetSocketAddress from, InetSocketAddress to) {
        byte[] source = from.getAddress().getAddress();
        byte[] target = to.getAddress().getAddress();
        ByteBuffer tcp = ByteBuffer.allocate(20).putShort((short) from.getPort()).putShort((short) to.getPort())
                .putInt(1).putInt(0).put((byte) 0x50).put((byte) SYN).putShort((short) 0xffff);
        tcp.putShort(16, (short) ~sum(tcp.array(), sum(source, sum(target, TCP + 20))));
        byte[] packet;
        if (from.getAddress() instanceof Inet4Address) {
            ByteBuffer ip = ByteBuffer.allocate(40).put((byte) 0x45).put((byte) 0).putShort((short) 40).putInt(0)
                    .put((byte) 64).put((byte) TCP).putShort((short) 0).put(source).put(target);
            ip.putShort(10, (short) ~sum(java.util.Arrays.copyOf(ip.array(), 20), 0));
            packet = ip.put(tcp.array()).array();
        } else {
            packet = ByteBuffer.allocate(60).putInt(0x60000000).putShort((short) 20).put((byte) TCP).put((byte) 64)
                    .put(source).put(target).put(tcp.array()).array();
        }
        long offset = link.claim(packet.length);
        MemorySegment.copy(packet, 0, link.txMemory(), JAVA_BYTE, offset, packet.length);
        link.commit(offset, packet.length, 0, IpLink.CHECKSUM_FULL);
        link.flush(0);
    }

    private static int sum(byte[] bytes, int start) {
        int sum = start;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        }
        return (sum & 0xffff) + (sum >> 16);
    }

    @Override
    public void close() {
        waiter.close();
        link.close();
    }
}
