package mptcp.pathmanager.later;

import java.net.InetAddress;
import java.util.Set;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.EachAddress;
import mptcp.policy.support.PeerAddresses;

/**
 * The first path alone, until so much was delivered or so long has passed, or until it fails; then {@link EachAddress}. What is
 * over before costs no joins. Looks every 50 ms until then, and not after that.
 */
final class Later extends EachAddress {
    private static final long LOOK_NS = 50_000_000;

    private final long bytes;
    private final long afterNs;
    private PathCommands commands;
    private Subflows view;
    private boolean initiator;
    /** Of this path manager on an established connection; -1: not yet. */
    private long sinceNs = -1;
    /** The other paths may be used; for good. */
    private boolean due;

    Later(long bytes, long afterNs, long retryNs) {
        super(retryNs);
        this.bytes = bytes;
        this.afterNs = afterNs;
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

    private void look(long nowNs) {
        if (due || !initiator) {
            return;
        }
        sinceNs = sinceNs < 0 ? nowNs : sinceNs;
        due = view.dataAckedBytes() + view.dataReceivedBytes() >= bytes || nowNs - sinceNs >= afterNs || fails();
        if (due) {
            super.onConfiguration(nowNs);
        } else {
            commands.timer(Math.min(LOOK_NS, afterNs - (nowNs - sinceNs)));
        }
    }

    /** Every subflow is in a timeout; that the last one ended is told as an event. */
    private boolean fails() {
        for (int rest = view.usable(); rest != 0; rest &= rest - 1) {
            if (view.timeouts(Integer.numberOfTrailingZeros(rest)) == 0) {
                return false;
            }
        }
        return view.usable() != 0;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        due |= event == SubflowEvent.CLOSED && initiator && sinceNs >= 0;
        super.onSubflow(sf, event, nowNs);
    }

    @Override
    public void onTimer(long nowNs) {
        if (due) {
            super.onTimer(nowNs);
        } else {
            look(nowNs);
        }
    }

    @Override
    protected void open(Set<InetAddress> locals, PeerAddresses peer) {
        if (due) {
            super.open(locals, peer);
        }
    }
}
