package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The warmed path of a packet through the network allocates nothing. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final byte[] packet = TestPackets.tcp().ofLength(1_500);
    private final MemorySegment bytes = MemorySegment.ofArray(packet);
    private Port source;
    private long count;

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    @Test
    void nothingIsAllocatedPerPacket() {
        Network network = new Network(1);
        Node a = new Node() {
            @Override
            public void packet(Packet p, Port port, long nowNs) {
                count++;
                port.send(p.memory(), p.offset(), p.length());
            }

            @Override
            public void attached(Port port) {
                source = port;
            }
        };
        Node b = (p, port, now) -> port.send(p.memory(), p.offset(), p.length());
        LinkSpec spec = LinkSpec.of("rate=100m,delay=1ms,jitter=100us,burst=0%/100%/100%/0.0000001%,reorder=1%/1ms,"
                + "corrupt=0.0001%,flip=0.0001%,queue=1000p");
        network.newPath("p").between(End.of(a), End.of(b)).forward(spec).backward(spec).create();
        for (int i = 0; i < 20; i++) {
            source.send(bytes, 0, packet.length);
        }
        network.runFor(20_000_000_000L);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5 && best > 0; i++) { // the compiler may allocate in this thread's name once
            long before = allocated();
            long packets = count;
            network.runFor(1_000_000_000);
            best = Math.min(best, allocated() - before);
            assertEquals(8_000, count - packets, 1_000);
        }
        assertEquals(0, best);
    }
}
