package mptcp.io.raw;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.PacketSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Once warm, neither a packet sent nor one received allocates a byte on the heap. */
@Timeout(120)
final class TunAllocationTest {
    private static final int PACKETS = 100;
    private static final int FEW_AT_A_TIME = 20_000;
    private static final int QUIET_ROUNDS = 20;
    private static final long PATIENCE_NS = 100_000_000_000L;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long seen;
    private final PacketSink counting = (_, _, _, _, _, _) -> seen++;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWarmPathAllocatesNothing(boolean superSegments) throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        byte[] packet = Packets.udp(ours, 5000, kernel, 4000, new byte[1000]);
        try (TestNamespace namespace = new TestNamespace();
                Wire wire = new Wire(RawLinkOptions.create("tun0").namespace(namespace.name)
                        .superSegments(superSegments).kernelAddresses(LinkAddress.of("10.9.0.1/24")));
                DatagramChannel socket = socket(namespace, kernel, ours)) {
            measure(wire, socket, packet);
        }
    }

    @Test
    void neitherDoesThatOverEthernet() throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.2");
        InetAddress ours = InetAddress.getByName("10.9.0.77");
        byte[] packet = Packets.udp(ours, 5000, kernel, 4000, new byte[1000]);
        try (TestSegment segment = new TestSegment();
                Wire wire = new Wire(RawLinkFactory.open(EthernetOptions.of("eth0", List.of(LinkAddress.of("10.9.0.77/24")))
                        .namespace(segment.stack.name)));
                DatagramChannel socket = socket(segment.peer, kernel, ours)) {
            socket.write(ByteBuffer.allocate(1));
            wire.expect(p -> Packets.protocol(p) == Packets.UDP); // they know one another now
            measure(wire, socket, packet);
        }
    }

    private static DatagramChannel socket(TestNamespace host, InetAddress kernel, InetAddress ours) throws IOException {
        return host.inside(() -> DatagramChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(kernel, 0)).connect(new InetSocketAddress(ours, 5000)));
    }

    private void measure(Wire wire, DatagramChannel socket, byte[] packet) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(1000);
        for (int i = 0; i < FEW_AT_A_TIME; i++) {
            exchange(wire, packet, 1); // system calls that many packets share are to be warm as well
        }
        int quiet = 0;
        long end = System.nanoTime() + PATIENCE_NS; // compilers have to come to it, and may share the machine
        while (quiet < QUIET_ROUNDS) {
            assertTrue(System.nanoTime() < end, "no " + QUIET_ROUNDS + " rounds in a row without allocation");
            for (int i = 0; i < PACKETS; i++) {
                socket.write(datagram.rewind());
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(wire, packet, PACKETS);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            quiet = allocated == 0 ? quiet + 1 : 0;
        }
        assertTrue(seen >= (long) QUIET_ROUNDS * PACKETS, "packets were received");
        assertEquals(0, wire.link.statistics().txDropped());
    }

    private void exchange(Wire wire, byte[] packet, int packets) {
        for (int i = 0; i < packets; i++) {
            long offset = wire.link.claim(packet.length);
            MemorySegment.copy(packet, 0, wire.link.txMemory(), JAVA_BYTE, offset, packet.length);
            wire.link.commit(offset, packet.length, 0, 0);
        }
        wire.link.flush(0);
        wire.waiter.await(1);
        wire.waiter.wake();
        wire.waiter.await(0);
        int delivered;
        do {
            delivered = wire.link.poll(counting, 32, 0);
        } while (delivered > 0);
    }
}
