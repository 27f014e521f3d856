package mptcp.socketagent.socket;

import java.util.concurrent.TimeUnit;
import mptcp.socketagent.machine.Machine;
import mptcp.api.socket.StreamSocket;

/** A close that waits for the peer to have all (SO_LINGER). One call. */
final class Lingering {
    private final AgentSocket socket;
    private final Machine machine;

    Lingering(AgentSocket socket, Machine machine) {
        this.socket = socket;
        this.machine = machine;
    }

    void await(StreamSocket ended, int seconds) {
        try {
            socket.await(true, TimeUnit.SECONDS.toNanos(seconds), Errno.EAGAIN, () -> hasToldAll(ended) ? true : null);
        } catch (CallException e) {
            // The time is over: close goes on in the background, as it does in Linux.
        }
    }

    /** Whether the peer has all data and the end of it. */
    private boolean hasToldAll(StreamSocket ended) {
        if ((ended.ready() & (StreamSocket.CLOSED | StreamSocket.FAILED)) != 0) {
            return true;
        }
        return machine.stack().inspector().connection(ended.id())
                .map(c -> TcpState.of(c.state()))
                .filter(s -> s == TcpState.FIN_WAIT1 || s == TcpState.CLOSING || s == TcpState.LAST_ACK)
                .isEmpty();
    }
}
