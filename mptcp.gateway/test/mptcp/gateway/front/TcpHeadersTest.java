package mptcp.gateway.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers with other addresses have the checksums that they would have had from the beginning. */
final class TcpHeadersTest {
    private static final int AT = 3;

    private static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < to ? bytes[i + 1] & 0xff : 0);
        }
        return sum;
    }

    private static int fold(int sum) {
        int folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return folded;
    }

    /** Sets both checksums from nothing. */
    private static void check(byte[] packet, boolean six) {
        int tcp = six ? 40 : 20;
        int length = packet.length - tcp;
        packet[tcp + 16] = 0;
        packet[tcp + 17] = 0;
        int sum = ~fold(sum(packet, six ? 8 : 12, tcp) + 6 + length + sum(packet, tcp, packet.length));
        packet[tcp + 16] = (byte) (sum >> 8);
        packet[tcp + 17] = (byte) sum;
        if (!six) {
            packet[10] = 0;
            packet[11] = 0;
            int header = ~fold(sum(packet, 0, 20));
            packet[10] = (byte) (header >> 8);
            packet[11] = (byte) header;
        }
    }

    private static byte[] packet(Random random, boolean six, Endpoints with) {
        byte[] packet = new byte[(six ? 60 : 40) + random.nextInt(50)];
        random.nextBytes(packet);
        ByteBuffer b = ByteBuffer.wrap(packet);
        if (six) {
            b.put(0, (byte) 0x60).put(6, (byte) 6).putLong(8, with.fromHi()).putLong(16, with.fromLo()).putLong(24, with.toHi())
                    .putLong(32, with.toLo());
        } else {
            b.put(0, (byte) 0x45).put(9, (byte) 6).putShort(6, (short) 0x4000).putInt(12, (int) with.fromLo())
                    .putInt(16, (int) with.toLo());
        }
        b.putShort(six ? 40 : 20, (short) with.fromPort()).putShort(six ? 42 : 22, (short) with.toPort());
        check(packet, six);
        return packet;
    }

    private static Endpoints any(Random random, boolean six) {
        long mask = six ? -1L : 0xffff_ffffL;
        return new Endpoints(six, six ? random.nextLong() : 0, random.nextLong() & mask, random.nextInt(1 << 16),
                six ? random.nextLong() : 0, random.nextLong() & mask, random.nextInt(1 << 16));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checksumsFollow(boolean six) {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Endpoints before = any(random, six);
            Endpoints after = any(random, six);
            byte[] packet = packet(random, six, before);
            MemorySegment memory = MemorySegment.ofArray(new byte[packet.length + AT]);
            MemorySegment.copy(packet, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, AT, packet.length);
            int tcp = TcpHeaders.tcp(memory, AT, packet.length);
            assertEquals(six ? 40 : 20, tcp);
            assertEquals(before, TcpHeaders.endpoints(memory, AT, tcp));
            TcpHeaders.replace(memory, AT, tcp, after, true);
            byte[] expected = packet.clone();
            System.arraycopy(memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), AT, packet, 0, packet.length);
            assertEquals(after, TcpHeaders.endpoints(memory, AT, tcp));
            System.arraycopy(packet, 0, expected, 0, packet.length);
            check(expected, six);
            assertEquals(ByteBuffer.wrap(expected), ByteBuffer.wrap(packet), "sample " + i);
        }
    }

    /** Another protocol, a fragment, an extension header, half a header, nothing. */
    @ParameterizedTest
    @CsvSource({"9, 17", "7, 1", "6, 32", "0, 64", "0, 31"})
    void whatIsNoWholeTcpPacket(int at, int value) {
        byte[] packet = packet(new Random(1), false, any(new Random(2), false));
        packet[at] = (byte) value;
        assertEquals(-1, TcpHeaders.tcp(MemorySegment.ofArray(packet), 0, at == 0 ? 19 : packet.length));
        byte[] six = packet(new Random(1), true, any(new Random(2), true));
        six[6] = 0;
        assertEquals(-1, TcpHeaders.tcp(MemorySegment.ofArray(six), 0, six.length));
        assertEquals(-1, TcpHeaders.tcp(MemorySegment.ofArray(six), 0, 59));
    }
}
