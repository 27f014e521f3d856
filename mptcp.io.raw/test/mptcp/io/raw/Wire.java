package mptcp.io.raw;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import mptcp.api.link.IpLink;
import mptcp.api.link.Waiter;

/** A link under test with its waiter: sends and expects packets as byte arrays. */
final class Wire implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    /** @param segmentSize as the sink was told */
    record Received(byte[] bytes, int segmentSize, int checksumState) {}

    final IpLink link;
    final Waiter waiter;
    private final ArrayDeque<Received> received = new ArrayDeque<>();

    Wire(RawLinkOptions options) throws RawLinkException {
        this(RawLinkFactory.open(options));
    }

    Wire(IpLink link) {
        this.link = link;
        waiter = link.newWaiter();
        waiter.add(link.pollFd());
    }

    void send(byte[] packet) {
        send(packet, 0, IpLink.CHECKSUM_FULL);
    }

    void send(byte[] packet, int segmentSize, int checksumState) {
        long offset = link.claim(packet.length);
        assertNotEquals(IpLink.NO_ROOM, offset);
        MemorySegment.copy(packet, 0, link.txMemory(), JAVA_BYTE, offset, packet.length);
        try {
            link.commit(offset, packet.length, segmentSize, checksumState);
        } catch (IllegalArgumentException e) {
            link.abort(offset);
            throw e;
        }
        link.flush(System.nanoTime());
    }

    /** Waits for a packet; others that come before it are dropped. */
    Received expect(Predicate<byte[]> wanted) {
        long deadline = System.nanoTime() + PATIENCE_NS;
        while (true) {
            link.poll((memory, offset, length, segmentSize, checksumState, _) -> received.add(new Received(
                    memory.asSlice(offset, length).toArray(JAVA_BYTE), segmentSize, checksumState)), 64, System.nanoTime());
            while (!received.isEmpty()) {
                Received next = received.remove();
                if (wanted.test(next.bytes)) {
                    return next;
                }
            }
            link.flush(System.nanoTime()); // answers to neighbours
            long left = deadline - System.nanoTime();
            assertTrue(left > 0, "no such packet arrived");
            waiter.await(left);
        }
    }

    @Override
    public void close() {
        waiter.close();
        link.close();
    }
}
