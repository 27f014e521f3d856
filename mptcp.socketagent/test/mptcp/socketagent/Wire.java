package mptcp.socketagent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/** Two devices in memory; what one sends the other receives, unless the wire is cut. */
final class Wire {
    final End left = new End("left");
    final End right = new End("right");
    volatile boolean cut;

    Wire() {
        left.peer = right;
        right.peer = left;
    }

    final class End implements IpLink {
        private static final int MTU = 1500;

        /** All that this end sent, in order, also while the wire was cut. */
        final List<byte[]> sent = new CopyOnWriteArrayList<>();

        private final String name;
        private final Queue<byte[]> arriving = new ConcurrentLinkedQueue<>();
        private final MemorySegment tx = Arena.ofAuto().allocate(MTU);
        private final MemorySegment rx = Arena.ofAuto().allocate(MTU);
        private volatile Runnable wake = () -> { };
        private End peer;

        private End(String name) {
            this.name = name;
        }

        /** A packet arrives here, whoever sent it. */
        void inject(byte[] packet) {
            arriving.add(packet);
            wake.run();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int mtu() {
            return MTU;
        }

        @Override
        public int capabilities() {
            return 0;
        }

        @Override
        public MemorySegment txMemory() {
            return tx;
        }

        @Override
        public long claim(int maxLength) {
            return 0;
        }

        @Override
        public void commit(long offset, int length, int segmentSize, int checksumState) {
            byte[] packet = tx.asSlice(offset, length).toArray(JAVA_BYTE);
            sent.add(packet);
            if (!cut) {
                peer.inject(packet);
            }
        }

        @Override
        public void abort(long offset) {
            // nothing was taken
        }

        @Override
        public void flush(long nowNs) {
            // packets leave when they are committed
        }

        @Override
        public int poll(PacketSink sink, int budget, long nowNs) {
            int n = 0;
            for (byte[] packet = null; n < budget && (packet = arriving.poll()) != null; n++) {
                MemorySegment.copy(packet, 0, rx, JAVA_BYTE, 0, packet.length);
                sink.packet(rx, 0, packet.length, 0, CHECKSUM_FULL, nowNs);
            }
            return n;
        }

        @Override
        public void onReadable(Runnable wakeUp) {
            wake = wakeUp;
        }

        @Override
        public void close() {
            arriving.clear();
        }
    }
}
