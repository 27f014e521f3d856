package mptcp.io.sim.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import mptcp.io.sim.TestPackets;
import org.junit.jupiter.api.Test;

class TcpViewTest {
    private static int plainSum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (i & 1) == 0 ? (bytes[from + i] & 0xff) << 8 : bytes[from + i] & 0xff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    @Test
    void sumsAsTheDefinitionSays() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] bytes = new byte[4_000];
        random.nextBytes(bytes);
        for (int i = 0; i < 3_000; i++) {
            int from = random.nextInt(100);
            int length = random.nextInt(i < 1_000 ? 70 : 3_900);
            assertEquals(plainSum(bytes, from, length), Checksums.sum(MemorySegment.ofArray(bytes), from, length));
        }
        java.util.Arrays.fill(bytes, (byte) 0xff);
        assertEquals(0xffff, Checksums.sum(MemorySegment.ofArray(bytes), 0, 4_000));
        assertEquals(0, Checksums.sum(MemorySegment.ofArray(new byte[64]), 0, 64));
    }

    @Test
    void settersKeepAGoodChecksumGoodAndABadOneBad() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 2_000; i++) {
            boolean six = random.nextBoolean();
            byte[] packet = (six ? TestPackets.tcp6() : TestPackets.tcp()).options(30, 4, 0x20, 1)
                    .payload(random.nextInt(1, 60)).build();
            TcpView view = TestPackets.view(packet);
            boolean good = random.nextBoolean();
            if (!good) {
                packet[packet.length - 1] ^= 0x10;
            }
            view.seq(random.nextInt());
            view.ack(random.nextInt());
            view.window(random.nextInt() & 0xffff);
            view.sourcePort(random.nextInt(65_536));
            view.destinationPort(random.nextInt(65_536));
            byte[] address = new byte[six ? 16 : 4];
            random.nextBytes(address);
            view.address(random.nextBoolean() ? view.sourceAddress() : view.destinationAddress(), address);
            view.putInt(view.tcp() + 21, random.nextInt() & 0xffff00); // kind stays, length too small to matter
            view.putByte(view.payload() - 1 - random.nextInt(4), random.nextInt());
            assertEquals(good, view.checksumValid());
            assertTrue(view.ipChecksumValid());
            view.seal();
            assertTrue(view.checksumValid());
        }
    }

    @Test
    void findsOptions() {
        TcpView view = TestPackets.view(TestPackets.tcp().options(1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2,
                30, 4, 0x20, 1, 1, 1, 30, 3, 0x50, 0, 30, 1).build());
        assertEquals(22, view.option(8, 0));
        assertEquals(10, view.optionLength(22));
        assertEquals(32, view.option(30, 0));
        assertEquals(38, view.option(30, 36));
        assertEquals(-1, view.option(30, 41)); // behind the end of the list
        assertEquals(1, view.intAt(24));
        assertEquals(0x20, view.byteAt(34));
        assertEquals(-1, view.option(5, 0));
    }

    @Test
    void refusesWhatIsCutOrLies() {
        byte[] packet = TestPackets.tcp().payload(10).build();
        for (int length = 0; length < packet.length; length++) {
            assertFalse(new TcpView().parse(MemorySegment.ofArray(packet), 0, length), "length " + length);
        }
        byte[] six = TestPackets.tcp6().payload(10).build();
        for (int length = 0; length < six.length; length++) {
            assertFalse(new TcpView().parse(MemorySegment.ofArray(six), 0, length), "length " + length);
        }
        packet[32] = (byte) 0xf0; // a TCP header of 60 bytes
        assertFalse(new TcpView().parse(MemorySegment.ofArray(packet), 0, packet.length));
        packet[32] = 0x40;
        assertFalse(new TcpView().parse(MemorySegment.ofArray(packet), 0, packet.length));
    }

    @Test
    void describesASegmentInOneLine() {
        byte[] syn = TestPackets.tcp().flags(TcpView.SYN).options(2, 4, 5, 0xb4, 1, 3, 3, 7, 30, 4, 0x01, 0x81).build();
        assertEquals("10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1, win 5000, options [mss 1460, nop, wscale 7, "
                + "mptcp capable 0181], length 0", PacketText.of(MemorySegment.ofArray(syn), 0, syn.length));
        byte[] data = TestPackets.tcp6().seq(10).ack(7).flags(TcpView.ACK | TcpView.PSH).payload(5).build();
        assertEquals("fd00:0:0:0:0:0:0:1.40000 > fd00:0:0:0:0:0:0:2.80: Flags [P.], seq 10:15, ack 7, win 5000, "
                + "length 5",
                PacketText.of(MemorySegment.ofArray(data), 0, data.length));
        assertEquals("not TCP, length 3: 010203", PacketText.of(MemorySegment.ofArray(new byte[] {1, 2, 3}), 0, 3));
    }
}
