package mptcp.socketagent.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A segment of TCP on its way through the device.
 *
 * @param payload bytes of it; more than one segment has if the packet is a super-segment
 * @param packet bytes of the packet, headers included
 */
public record Passing(InetSocketAddress from, InetSocketAddress to, int sequence, int payload, int packet) {
    private static final int LEAST = 40;
    private static final int V6_HEADER = 40;
    private static final int TCP = 6;

    /** @return null if it is no packet of TCP, or one with extension headers */
    static Passing of(MemorySegment m, long at, int length) {
        if (length < LEAST) {
            return null;
        }
        ByteBuffer b = m.asSlice(at, length).asByteBuffer();
        boolean v6 = b.get(0) >> 4 == 6;
        int ip = v6 ? V6_HEADER : (b.get(0) & 0xf) * Integer.BYTES;
        if (b.get(v6 ? 6 : 9) != TCP || length < ip + LEAST / 2) {
            return null;
        }
        int header = ip + (b.get(ip + 12) >>> 4 & 0xf) * Integer.BYTES;
        int address = v6 ? 16 : 4;
        int first = v6 ? 8 : 12;
        return new Passing(end(m, at + first, address, b.getShort(ip)),
                end(m, at + first + address, address, b.getShort(ip + 2)), b.getInt(ip + 4), length - header, length);
    }

    private static InetSocketAddress end(MemorySegment m, long at, int length, short port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(m.asSlice(at, length).toArray(JAVA_BYTE)), port & 0xffff);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only lengths are looked at
        }
    }
}
