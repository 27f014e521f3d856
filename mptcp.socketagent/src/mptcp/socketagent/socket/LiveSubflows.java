package mptcp.socketagent.socket;

import java.util.List;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;

/** The subflows that Linux would tell of: one that is in TIME-WAIT has left its connection there. Stateless. */
public final class LiveSubflows {
    private LiveSubflows() {}

    /** In their order; all of them where none else is left. */
    public static List<SubflowSnapshot> of(ConnectionSnapshot c) {
        List<SubflowSnapshot> live = c.subflows().stream().filter(f -> TcpState.of(f.state()) != TcpState.TIME_WAIT)
                .map(SubflowSnapshot.class::cast).toList();
        return live.isEmpty() ? List.copyOf(c.subflows()) : live;
    }
}
