package mptcp.io.sim.middlebox;

import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.Segmentation;

/** Cuts segments into smaller ones with copies of all options, as segmentation offload does (RFC 8684 section 6). */
public final class SegmentSplitter implements Middlebox {
    private final int maxPayload;
    private final Segmentation segmentation = new Segmentation();
    private long split;

    /** Cuts what has more payload bytes than that. */
    public SegmentSplitter(int maxPayload) {
        this.maxPayload = maxPayload;
    }

    /** How many segments were cut. */
    public long split() {
        return split;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        int parts = segmentation.begin(packet.memory(), packet.offset(), packet.length(), maxPayload);
        if (parts <= 1) {
            return Verdict.PASS;
        }
        for (int i = 0; i < parts; i++) {
            Packet part = port.allocate(segmentation.length(i));
            segmentation.write(i, part.memory(), part.offset());
            port.send(direction, part);
        }
        split++;
        port.discard(packet);
        return Verdict.HOLD;
    }
}
