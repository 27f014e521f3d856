package mptcp.conformance;

import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;

/** What the scripts of all topics have in common. */
final class Scripts {
    private Scripts() {}

    /** A stack of this version that acknowledges at the end of the turn, so that scripts need no patience. */
    static DrillBuilder version(int version) {
        return Drill.v4().config(c -> c.mptcpVersion(version).delayedAckNs(0));
    }

    static DrillBuilder mptcp() {
        return version(1);
    }

    static DrillBuilder plain() {
        return version(-1);
    }

    /** The only connection of the stack. */
    static ConnectionSnapshot connection(Drill d) {
        return d.stack().inspector().connections().getFirst();
    }

    static SubflowSnapshot subflow(Drill d, Flow flow) {
        return connection(d).subflows().stream()
                .filter(s -> s.remote().equals(flow.remote()) && s.local().equals(flow.local()))
                .findFirst()
                .orElseThrow(() -> d.failure("the connection shows no subflow on " + flow));
    }
}
