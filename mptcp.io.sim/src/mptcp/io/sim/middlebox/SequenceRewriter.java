package mptcp.io.sim.middlebox;

import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * Shifts the sequence numbers of each direction, and the acknowledgements and SACK blocks of the other to match, as
 * firewalls do that distrust the hosts' initial sequence numbers: why DSS mappings are relative (RFC 8684 section 3.3).
 */
public final class SequenceRewriter implements Middlebox {
    private final int[] shift;
    private final TcpView view = new TcpView();

    /** Adds these to the sequence numbers of segments that go forward and backward, modulo 2^32. */
    public SequenceRewriter(int forwardShift, int backwardShift) {
        shift = new int[] {forwardShift, backwardShift};
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        int peerShift = shift[direction.opposite().ordinal()];
        view.seq(view.seq() + shift[direction.ordinal()]);
        if (view.has(TcpView.ACK)) {
            view.ack(view.ack() - peerShift);
            SackBlocks.map(view, edge -> edge - peerShift);
        }
        return Verdict.PASS;
    }
}
