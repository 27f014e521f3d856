package mptcp.core.mp;

import java.util.SplittableRandom;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.Verdict;
import mptcp.core.mp.output.Resend;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.mp.policy.PolicyOwner;

/** The side of a connection that its policies act on. Loop thread only. */
final class PolicySide implements PolicyOwner {
    private final Mpcb m;
    private final MpTimers timers;
    private Resend resend;
    private SplittableRandom randomness;

    PolicySide(Mpcb m, MpTimers timers) {
        this.m = m;
        this.timers = timers;
    }

    /** What it acts by, which is made after the policies. */
    void resend(Resend by) {
        resend = by;
    }

    @Override
    public long id() {
        return m.id();
    }

    @Override
    public ConnectionInfo info() {
        return m.info();
    }

    @Override
    public boolean plain() {
        return m.plain();
    }

    @Override
    public boolean over() {
        return m.over();
    }

    @Override
    public PathCommands paths() {
        return m.paths();
    }

    @Override
    public void armTimer(PolicyKind kind, long atNs) {
        timers.set(MpTimers.of(kind), atNs);
    }

    @Override
    public void disarmTimer(PolicyKind kind) {
        timers.clear(MpTimers.of(kind));
    }

    /** Drawn when the first policy asks: a connection whose policies need none changes nothing for the others. */
    @Override
    public SplittableRandom randomness() {
        if (randomness == null) {
            randomness = new SplittableRandom(m.env().config().entropy().nextLong());
        }
        return randomness;
    }

    @Override
    public long reinject(long fromOffset, long toOffset) {
        return resend.range(fromOffset, toOffset);
    }

    @Override
    public boolean act(int sf, Verdict verdict) {
        return resend.act(sf, verdict, m.env().nowNs());
    }

    @Override
    public void wantOutput() {
        m.env().dirty(m);
    }
}
