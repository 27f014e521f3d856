package mptcp.conformance.tcp;

import java.util.List;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;

/** What the scripts about plain TCP have in common. */
final class Tcp {
    /** The peer's maximum segment size in scripts that count segments. */
    static final int MSS = 1000;

    private Tcp() {}

    /** Plain TCP that acknowledges at the end of the turn, so that scripts need no patience. */
    static DrillBuilder plain(boolean v6) {
        return (v6 ? Drill.v6() : Drill.v4()).config(c -> c.mptcpVersion(-1).delayedAckNs(0));
    }

    static DrillBuilder plain() {
        return plain(false);
    }

    /** With the delay that RFC 9293 section 3.8.6.3 allows. */
    static DrillBuilder delaying() {
        return Drill.v4().config(c -> c.mptcpVersion(-1));
    }

    /** The state of the only connection, as {@code ss} names it; {@code -} if there is none. */
    static String state(Drill d) {
        List<ConnectionSnapshot> all = d.stack().inspector().connections();
        return all.isEmpty() || all.getLast().subflows().isEmpty() ? "-" : subflow(d).state();
    }

    static SubflowSnapshot subflow(Drill d) {
        return d.stack().inspector().connections().getLast().subflows().getFirst();
    }
}
