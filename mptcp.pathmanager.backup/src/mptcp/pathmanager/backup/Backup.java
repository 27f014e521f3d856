package mptcp.pathmanager.backup;

import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.EachAddress;
import mptcp.policy.support.FirstAlone;

/**
 * The first path alone; while it fails, the others as well ({@link EachAddress}), and for some time after: a path that comes and
 * goes does not make and end a subflow each time. Should the first subflow end, the one that is then the oldest takes its place.
 * The active opener does so; a failure is a timeout of its own, so it is one that sends.
 */
final class Backup extends FirstAlone {
    private static final long LOOK_NS = 50_000_000;
    private static final long IDLE_LOOK_NS = 1_000_000_000;

    private final int timeouts;
    private final long holdNs;
    /** The others are wanted. */
    private boolean covering;
    /** Since when the first has delivered without a timeout; only while {@link #covering}. */
    private long soundSinceNs;

    Backup(int timeouts, long holdNs, long retryNs) {
        super(retryNs);
        this.timeouts = timeouts;
        this.holdNs = holdNs;
    }

    @Override
    protected boolean wanted() {
        return covering;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        boolean last = event == SubflowEvent.CLOSED && (commands().subflows() & ~(1 << sf)) == 0;
        if (last && initiator()) {
            cover(nowNs); // nobody is left
        }
        super.onSubflow(sf, event, nowNs);
        if (event == SubflowEvent.CLOSED || event == SubflowEvent.STALE) {
            look(nowNs);
        }
    }

    @Override
    public void onTimer(long nowNs) {
        super.onTimer(nowNs);
        look(nowNs);
    }

    @Override
    protected void look(long nowNs) {
        if (!initiator()) {
            return;
        }
        int first = first();
        boolean failed = first < 0 || view().timeouts(first) >= timeouts || (view().stale() & 1 << first) != 0;
        if (failed && first >= 0 && !covering) {
            cover(nowNs);
            super.onConfiguration(nowNs);
        } else if (failed || first >= 0 && view().timeouts(first) > 0) {
            soundSinceNs = nowNs;
        } else if (covering && nowNs - soundSinceNs >= holdNs) {
            covering = false;
            closeOthers(first);
        }
        commands().timer(first >= 0 && (covering || view().oldestSentNs(first) != 0) ? LOOK_NS : IDLE_LOOK_NS);
    }

    private void cover(long nowNs) {
        covering = true;
        soundSinceNs = nowNs;
        forget(pair -> true); // those that were closed when the first was sound again
        noteSubflows();
    }

    /** The oldest of those that are established; -1: none. */
    private int first() {
        int oldest = -1;
        for (int rest = view().usable(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (oldest < 0 || view().id(sf) < view().id(oldest)) {
                oldest = sf;
            }
        }
        return oldest;
    }

    private void closeOthers(int first) {
        for (int rest = commands().subflows() & ~(1 << first); rest != 0; rest &= rest - 1) {
            commands().close(Integer.numberOfTrailingZeros(rest));
        }
    }
}
