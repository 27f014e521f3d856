package mptcp.core.mp.output;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.Verdict;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.mp.path.ResetReason;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowSet;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.TcpEnv;

/**
 * Data-level retransmission (report, section III-G; RFC 8684 section 3.3.6): what leaves a subflow that does not deliver,
 * when the policy says so, and the probing of a closed window.
 */
public final class Resend {
    private static final long HEAD_BYTES = 0xffff;

    private final TcpEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final DataSender tx;
    private final PolicySet policies;
    private final MpTimers timers;
    private final Counters counters;
    private final EventSink events;
    private final Runnable wantOutput;
    private int dataTimeouts;
    /** How many of them in a row found nothing in flight: the subflows acknowledged all, the peer none of it. */
    private int unheard;
    private long orphansUntil;
    private int probes;

    public Resend(TcpEnv env, MpSession session, SubflowSet set, DataSender tx, PolicySet policies, MpTimers timers,
            Counters counters, EventSink events, Runnable wantOutput) {
        this.env = env;
        this.session = session;
        this.set = set;
        this.tx = tx;
        this.policies = policies;
        this.timers = timers;
        this.counters = counters;
        this.events = events;
        this.wantOutput = wantOutput;
    }

    public void forget() {
        tx.forgetReinject();
        timers.clear(MpTimers.DATA_RTX);
    }

    /** Bytes of a subflow that the peer does not have at the data level go to the others. */
    public void giveToOthers(Subflow s) {
        for (DsMap map = s.output.maps().head(); map != null; map = map.next()) {
            tx.reinject(map.from(), map.end());
        }
    }

    /**
     * A subflow is gone that may have acknowledged bytes for itself without handing them on (RFC 8684 section 3.3.6): what
     * it had been given and nobody carries goes to the others, as soon as it is what the peer waits for.
     */
    public void subflowFailed() {
        orphansUntil = tx.next();
        orphans();
    }

    /** Whether bytes that the peer waits for may have been given to a subflow that is gone. */
    private boolean orphaned() {
        return tx.una() < Math.min(orphansUntil, tx.next());
    }

    private void orphans() {
        long una = tx.una();
        if (orphaned() && set.carriers(una) == 0) {
            tx.reinject(una, Math.min(orphansUntil, set.carriedUntil(una)));
        }
    }

    /** The oldest bytes not acknowledged go to whoever the scheduler says. */
    public void head() {
        long una = tx.una();
        tx.reinject(una, una + HEAD_BYTES);
    }

    /** The first of them, a segment. */
    void headSegment(int bytes) {
        long una = tx.una();
        tx.reinject(una, una + bytes);
    }

    public void onSubflowTimeout(Subflow s, int consecutive, long nowNs) {
        if (!session.plain() && s.active()) {
            act(s, policies.onSubflowTimeout(s.slot(), consecutive, nowNs), nowNs);
        }
    }

    /** A policy wants these bytes of the stream on other subflows. @return how many were queued */
    public long range(long from, long to) {
        if (session.plain() || Integer.bitCount(set.usable()) < 2) {
            return 0;
        }
        long queued = tx.reinject(from, to);
        if (queued > 0) {
            events.event(-1, "REINJECT", queued + " bytes");
            wantOutput.run();
        }
        return queued;
    }

    /** A policy says of its own accord what to do with a subflow. @return false if there is none */
    public boolean act(int sf, Verdict verdict, long nowNs) {
        Subflow s = sf >= 0 && sf < Subflows.MAX ? set.get(sf) : null;
        if (session.plain() || s == null || !s.active()) {
            return false;
        }
        act(s, verdict, nowNs);
        return true;
    }

    private void act(Subflow s, Verdict verdict, long nowNs) {
        if (verdict == Verdict.KEEP || !set.holds(s)) {
            return;
        }
        if ((set.usable() & ~s.bit()) != 0) {
            giveToOthers(s);
            events.event(s.slot(), "REINJECT", tx.reinjectBytes() + " bytes");
        }
        if (verdict == Verdict.REINJECT_AND_STALE) {
            setAside(s, nowNs);
        } else if (verdict == Verdict.CLOSE) {
            s.abort(ResetReason.UNACCEPTABLE_PERFORMANCE, nowNs);
        }
        wantOutput.run();
    }

    private void setAside(Subflow s, long nowNs) {
        if (!s.stale()) {
            s.stale(true);
            counters.count(Mib.SUBFLOW_STALE);
            events.event(s.slot(), "STALE", "");
            policies.onSubflow(s.slot(), SubflowEvent.STALE, nowNs);
        }
    }

    /** A stale subflow delivers again. */
    public void onRecovered(Subflow s, long nowNs) {
        s.stale(false);
        counters.count(Mib.SUBFLOW_RECOVER);
        events.event(s.slot(), "RECOVERED", "");
        policies.onSubflow(s.slot(), SubflowEvent.RECOVERED, nowNs);
    }

    public void onDataAckAdvanced() {
        dataTimeouts = 0;
        unheard = 0;
        timers.clear(MpTimers.DATA_RTX);
        orphans();
    }

    /** @return false if nothing comes back for so long that the connection is to end */
    public boolean onDataTimeout(long nowNs) {
        if (tx.unacked() == 0 || session.plain()) {
            return true;
        }
        int holders = set.carriers(tx.una());
        boolean othersCan = (set.usable() & ~holders) != 0;
        boolean stuck = holders == 0 || othersCan && set.allSuspect(holders, nowNs);
        if (stuck || !othersCan) {
            dataTimeouts++; // else the carriers are at work, and looked at again as soon
        }
        if (holders == 0 && ++unheard > env.config().retries()) {
            counters.count(Mib.TCP_ABORT_ON_TIMEOUT); // all delivered, nothing handed on: no answer for so long is the end
            return false;
        }
        Verdict verdict = stuck ? policies.onDataTimeout(dataTimeouts, nowNs) : Verdict.KEEP;
        if (verdict != Verdict.KEEP) {
            leave(holders, verdict == Verdict.REINJECT_AND_STALE, nowNs);
        }
        wantOutput.run();
        return true;
    }

    /** The oldest bytes leave those that hold them up, with all that these carry. @param holders 0: nobody does */
    private void leave(int holders, boolean stale, long nowNs) {
        if (holders == 0) {
            head();
        }
        for (int left = holders; left != 0; left &= left - 1) {
            giveToOthers(set.get(Integer.numberOfTrailingZeros(left)));
        }
        events.event(-1, "REINJECT", "data timeout " + dataTimeouts + ", " + tx.reinjectBytes() + " bytes");
        for (int left = stale ? holders : 0; left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s != null) {
                setAside(s, nowNs);
            }
        }
    }

    /** After each output pass. */
    public void arm(long nowNs) {
        if (!session.plain() && tx.unacked() > 0 && !timers.isSet(MpTimers.DATA_RTX)) {
            timers.set(MpTimers.DATA_RTX, nowNs + policies.dataTimeoutNs(dataTimeouts, nowNs));
        }
        boolean blocked = tx.unacked() == 0 && tx.unmapped() > 0 && session.established()
                && (tx.sendable() == 0 || tx.silly(set.smallestSegment()));
        if (!blocked) {
            timers.clear(MpTimers.PERSIST);
        } else if (!timers.isSet(MpTimers.PERSIST)) {
            timers.set(MpTimers.PERSIST, nowNs + set.signalTimeoutNs(probes));
        }
    }

    /** The peer's window: an open one ends the probing. */
    public void onWindow(long bytes) {
        if (bytes > 0) {
            probes = 0;
        } else if (probes > 0) {
            timers.clear(MpTimers.PERSIST); // the peer is there: the wait begins anew
        }
    }

    /**
     * The window stayed closed (RFC 9293 section 3.8.6.1).
     *
     * @return whether the next pass is to send what the window admits, however little
     */
    public boolean onPersist(long nowNs) {
        wantOutput.run();
        if (tx.sendable() > 0) {
            return true;
        }
        probes++;
        Subflow s = set.forSignals();
        if (s != null) {
            s.tcb.probe(nowNs);
        }
        return false;
    }
}
