package mptcp.policy.support;

import java.net.InetAddress;
import java.util.Set;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.Subflows;

/**
 * One path alone, and the others when they are wanted: {@link EachAddress} that looks at the connection, from when it is established and
 * as often as it asks for a timer, and opens subflows only while {@link #wanted}. The connection's loop.
 */
public abstract class FirstAlone extends EachAddress {
    private PathCommands commands;
    private Subflows view;
    private boolean initiator;

    /** @param retryNs as of {@link EachAddress} */
    protected FirstAlone(long retryNs) {
        super(retryNs);
    }

    /** Whether the other paths are wanted. */
    protected abstract boolean wanted();

    /** Looks at the connection, and sets a timer for the next time. */
    protected abstract void look(long nowNs);

    protected final PathCommands commands() {
        return commands;
    }

    protected final Subflows view() {
        return view;
    }

    /** Whether this end opened the connection: the other one opens no subflows. */
    protected final boolean initiator() {
        return initiator;
    }

    @Override
    public void attach(PathCommands pathCommands, ConnectionInfo connection, long nowNs) {
        commands = pathCommands;
        view = connection.subflows();
        initiator = connection.initiator();
        super.attach(pathCommands, connection, nowNs);
        if (commands.established()) {
            look(nowNs);
        }
    }

    @Override
    public void onEstablished(long nowNs) {
        super.onEstablished(nowNs);
        look(nowNs);
    }

    @Override
    protected final void open(Set<InetAddress> locals, PeerAddresses peer) {
        if (wanted()) {
            super.open(locals, peer);
        }
    }
}
