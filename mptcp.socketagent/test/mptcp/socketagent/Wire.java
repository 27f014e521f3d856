package mptcp.socketagent;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two devices in memory; what one sends the other receives, unless the wire is cut. */
final class Wire {
    final End left = new End("left");
    final End right = new End("right");
    volatile boolean cut;

    Wire() {
        left.peer = right;
        right.peer = left;
    }

    final class End extends MemoryLink {
        private static final int MTU = 1500;

        /** All that this end sent, in order, also while the wire was cut. */
        final List<byte[]> sent = new CopyOnWriteArrayList<>();

        private End peer;

        private End(String name) {
            super(name, MTU, 0);
        }

        @Override
        protected void sent(byte[] packet) {
            sent.add(packet);
            if (!cut) {
                peer.inject(packet);
            }
        }
    }
}
