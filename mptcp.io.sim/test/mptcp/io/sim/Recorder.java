package mptcp.io.sim;

import java.util.ArrayList;
import java.util.List;

/** A node that keeps what it received. */
public final class Recorder implements Node {
    public final List<byte[]> packets = new ArrayList<>();
    public final List<Long> times = new ArrayList<>();
    public Port port;

    @Override
    public void packet(Packet packet, Port from, long nowNs) {
        packets.add(packet.bytes());
        times.add(nowNs);
    }

    @Override
    public void attached(Port at) {
        port = at;
    }

    public int count() {
        return packets.size();
    }

    /** The sequence numbers of what was received, in order. */
    public List<Integer> seqs() {
        return packets.stream().map(p -> TestPackets.view(p).seq()).toList();
    }
}
