package mptcp.core.mp.output;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.rexmit.Verdict;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.DsMap;
import mptcp.core.mp.life.MpTimers;
import mptcp.core.mp.path.ResetReason;
import mptcp.core.mp.path.Subflow;

/**
 * Data-level retransmission (report, section III-G; RFC 8684 section 3.3.6): what leaves a subflow that does not deliver,
 * when the policy says so, and the probing of a closed window.
 */
public final class Resend {
    private static final int MAX_SHIFT = 8;
    private static final long HEAD_BYTES = 0xffff;

    private final Mpcb m;
    private final MpTimers timers;
    private int dataTimeouts;
    /** How many of them in a row found nothing in flight: the subflows acknowledged all, the peer none of it. */
    private int unheard;
    private long orphansUntil;
    private int probes;

    public Resend(Mpcb m, MpTimers timers) {
        this.m = m;
        this.timers = timers;
    }

    public void forget() {
        m.tx().forgetReinject();
        timers.clear(MpTimers.DATA_RTX);
    }

    /** Bytes of a subflow that the peer does not have at the data level go to the others. */
    public void giveToOthers(Subflow s) {
        for (DsMap map = s.txMaps.head(); map != null; map = map.next) {
            m.tx().reinject(map.offset, map.end());
        }
    }

    /**
     * A subflow is gone that may have acknowledged bytes for itself without handing them on (RFC 8684 section 3.3.6): what
     * it had been given and nobody carries goes to the others, as soon as it is what the peer waits for.
     */
    public void subflowFailed() {
        orphansUntil = m.tx().next();
        orphans();
    }

    /** Whether bytes that the peer waits for may have been given to a subflow that is gone. */
    public boolean orphaned() {
        return m.tx().una() < Math.min(orphansUntil, m.tx().next());
    }

    private void orphans() {
        DataSender tx = m.tx();
        long una = tx.una();
        if (orphaned() && m.subflows().carriers(una) == 0) {
            tx.reinject(una, Math.min(orphansUntil, m.subflows().carriedUntil(una)));
        }
    }

    /** The oldest bytes not acknowledged go to whoever the scheduler says. */
    public void head() {
        long una = m.tx().una();
        m.tx().reinject(una, una + HEAD_BYTES);
    }

    public void onSubflowTimeout(Subflow s, int consecutive, long nowNs) {
        if (!m.fallback() && s.active) {
            act(s, m.policies().onSubflowTimeout(s.slot, consecutive, nowNs), nowNs);
        }
    }

    private void act(Subflow s, Verdict verdict, long nowNs) {
        if (verdict == Verdict.KEEP || !m.subflows().holds(s)) {
            return;
        }
        if ((m.subflows().usable() & ~s.bit()) != 0) {
            giveToOthers(s);
            m.event(s.slot, "REINJECT", m.tx().reinjectBytes() + " bytes");
        }
        if (verdict == Verdict.REINJECT_AND_STALE) {
            setAside(s, nowNs);
        } else if (verdict == Verdict.CLOSE) {
            s.abort(ResetReason.UNACCEPTABLE_PERFORMANCE, nowNs);
        }
        m.wantOutput();
    }

    private void setAside(Subflow s, long nowNs) {
        if (!s.stale) {
            s.stale = true;
            m.counters().count(Mib.SUBFLOW_STALE);
            m.event(s.slot, "STALE", "");
            m.policies().onSubflow(s.slot, SubflowEvent.STALE, nowNs);
        }
    }

    /** A stale subflow delivers again. */
    public void onRecovered(Subflow s, long nowNs) {
        s.stale = false;
        m.counters().count(Mib.SUBFLOW_RECOVER);
        m.event(s.slot, "RECOVERED", "");
        m.policies().onSubflow(s.slot, SubflowEvent.RECOVERED, nowNs);
    }

    public void onDataAckAdvanced() {
        dataTimeouts = 0;
        unheard = 0;
        timers.clear(MpTimers.DATA_RTX);
        orphans();
    }

    public void onDataTimeout(long nowNs) {
        DataSender tx = m.tx();
        if (tx.unacked() == 0 || m.fallback()) {
            return;
        }
        int holders = m.subflows().carriers(tx.una());
        boolean othersCan = (m.subflows().usable() & ~holders) != 0;
        boolean stuck = holders == 0 || othersCan && m.subflows().allSuspect(holders, nowNs);
        if (stuck || !othersCan) {
            dataTimeouts++; // else the carriers are at work, and looked at again as soon
        }
        if (holders == 0 && ++unheard > m.env().config().retries()) {
            m.counters().count(Mib.TCP_ABORT_ON_TIMEOUT); // all delivered, nothing handed on: no answer for so long is the end
            m.abortAll(Reason.TIMED_OUT, nowNs);
            return;
        }
        Verdict verdict = stuck ? m.policies().onDataTimeout(dataTimeouts, nowNs) : Verdict.KEEP;
        if (verdict != Verdict.KEEP) {
            leave(holders, verdict == Verdict.REINJECT_AND_STALE, nowNs);
        }
        m.wantOutput();
    }

    /** The oldest bytes leave those that hold them up, with all that these carry. @param holders 0: nobody does */
    private void leave(int holders, boolean stale, long nowNs) {
        if (holders == 0) {
            head();
        }
        for (int left = holders; left != 0; left &= left - 1) {
            giveToOthers(m.subflows().get(Integer.numberOfTrailingZeros(left)));
        }
        m.event(-1, "REINJECT", "data timeout " + dataTimeouts + ", " + m.tx().reinjectBytes() + " bytes");
        for (int left = stale ? holders : 0; left != 0; left &= left - 1) {
            Subflow s = m.subflows().get(Integer.numberOfTrailingZeros(left));
            if (s != null) {
                setAside(s, nowNs);
            }
        }
    }

    /** After each output pass. */
    public void arm(long nowNs) {
        DataSender tx = m.tx();
        if (!m.fallback() && tx.unacked() > 0 && !timers.isSet(MpTimers.DATA_RTX)) {
            timers.set(MpTimers.DATA_RTX, nowNs + m.policies().dataTimeoutNs(dataTimeouts));
        }
        boolean little = tx.sendable() == 0 || tx.silly(m.subflows().smallestSegment());
        boolean blocked = tx.unmapped() > 0 && little && tx.unacked() == 0 && m.everEstablished();
        if (!blocked) {
            timers.clear(MpTimers.PERSIST);
        } else if (!timers.isSet(MpTimers.PERSIST)) {
            long wait = m.signalTimeoutNs() << Math.min(probes, MAX_SHIFT);
            timers.set(MpTimers.PERSIST, nowNs + Math.min(wait, m.env().config().maxRtoNs()));
        }
    }

    /** The peer's window: an open one ends the probing. */
    public void onWindow(long bytes) {
        if (bytes > 0) {
            probes = 0;
        }
    }

    /** The window stayed closed (RFC 9293 section 3.8.6.1). */
    public void onPersist(long nowNs) {
        if (m.tx().sendable() > 0) {
            m.output().overrideSillyWindow();
            m.wantOutput();
            return;
        }
        probes++;
        Subflow s = m.subflows().forSignals();
        if (s != null) {
            s.tcb.probe(nowNs);
        }
        m.wantOutput();
    }
}
