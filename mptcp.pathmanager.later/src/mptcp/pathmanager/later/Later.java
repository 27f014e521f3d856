package mptcp.pathmanager.later;

import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.EachAddress;
import mptcp.policy.support.FirstAlone;

/**
 * The first path alone, until so much was delivered or so long has passed, or until it fails; then {@link EachAddress}. What is
 * over before costs no joins. Looks every 50 ms until then, and not after that.
 */
final class Later extends FirstAlone {
    private static final long LOOK_NS = 50_000_000;

    private final long bytes;
    private final long afterNs;
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
    protected boolean wanted() {
        return due;
    }

    @Override
    protected void look(long nowNs) {
        if (due || !initiator()) {
            return;
        }
        sinceNs = sinceNs < 0 ? nowNs : sinceNs;
        due = view().dataAckedBytes() + view().dataReceivedBytes() >= bytes || nowNs - sinceNs >= afterNs || fails();
        if (due) {
            super.onConfiguration(nowNs);
        } else {
            commands().timer(Math.min(LOOK_NS, afterNs - (nowNs - sinceNs)));
        }
    }

    /** Every subflow is in a timeout; that the last one ended is told as an event. */
    private boolean fails() {
        for (int rest = view().usable(); rest != 0; rest &= rest - 1) {
            if (view().timeouts(Integer.numberOfTrailingZeros(rest)) == 0) {
                return false;
            }
        }
        return view().usable() != 0;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        due |= event == SubflowEvent.CLOSED && initiator() && sinceNs >= 0;
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
}
