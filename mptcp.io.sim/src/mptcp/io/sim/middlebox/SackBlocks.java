package mptcp.io.sim.middlebox;

import java.util.function.IntUnaryOperator;
import mptcp.io.sim.packet.TcpView;

/** The sequence numbers in SACK options (RFC 2018 section 3). */
final class SackBlocks {
    private static final int EDGE = 4;

    private SackBlocks() {}

    /** Replaces each edge of each block. */
    static void map(TcpView view, IntUnaryOperator edges) {
        int at = view.option(TcpView.OPTION_SACK, 0);
        if (at < 0) {
            return;
        }
        int end = at + view.optionLength(at);
        for (int edge = at + 2; edge + EDGE <= end; edge += EDGE) {
            view.putInt(view.tcp() + edge, edges.applyAsInt(view.intAt(edge)));
        }
    }
}
