package mptcp.core.mp;

import mptcp.api.cc.CongestionState;
import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.Tcb;

/** What policies see of a connection's subflows: live, without copies. */
public final class Views implements Subflows, CongestionState {
    private final Mpcb m;

    public Views(Mpcb m) {
        this.m = m;
    }

    private Tcb tcb(int sf) {
        Subflow s = sf >= 0 && sf < MAX ? m.subflows().get(sf) : null;
        return s == null ? null : s.tcb;
    }

    @Override
    public int slots() {
        return m.subflows().mask();
    }

    @Override
    public int usable() {
        return m.subflows().usable();
    }

    @Override
    public int subflows() {
        return m.subflows().usable();
    }

    @Override
    public int backups() {
        int mask = 0;
        for (int left = m.subflows().mask(); left != 0; left &= left - 1) {
            Subflow s = m.subflows().get(Integer.numberOfTrailingZeros(left));
            if (s.backupLocal || s.backupRemote) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    @Override
    public int stale() {
        int mask = 0;
        for (int left = m.subflows().mask(); left != 0; left &= left - 1) {
            Subflow s = m.subflows().get(Integer.numberOfTrailingZeros(left));
            if (s.stale) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    @Override
    public int mss(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.segmentPayload();
    }

    @Override
    public long cwnd(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.cwnd();
    }

    @Override
    public void cwnd(int sf, long bytes) {
        Tcb t = tcb(sf);
        if (t != null) {
            t.cwnd(bytes);
        }
    }

    @Override
    public long ssthresh(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.ssthresh();
    }

    @Override
    public void ssthresh(int sf, long bytes) {
        Tcb t = tcb(sf);
        if (t != null) {
            t.ssthresh(bytes);
        }
    }

    @Override
    public long inFlight(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.inFlight();
    }

    @Override
    public long queued(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.queued();
    }

    @Override
    public long room(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.room();
    }

    @Override
    public long srttNs(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.rtt().srttNs();
    }

    @Override
    public long rttvarNs(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.rtt().rttvarNs();
    }

    @Override
    public long minRttNs(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.rtt().minRttNs();
    }

    @Override
    public long pacingRate(int sf) {
        Tcb t = tcb(sf);
        if (t == null) {
            return 0;
        }
        if (t.pacingRate() > 0) {
            return t.pacingRate();
        }
        long srtt = t.rtt().srttNs();
        return srtt == 0 ? 0 : (long) (t.cwnd() * 1e9 / srtt);
    }

    @Override
    public void pacingRate(int sf, long bytesPerSecond) {
        Tcb t = tcb(sf);
        if (t != null) {
            t.pacingRate(Math.max(0, bytesPerSecond));
        }
    }

    @Override
    public int timeouts(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.timeouts();
    }

    @Override
    public boolean inRecovery(int sf) {
        Tcb t = tcb(sf);
        return t != null && t.inRecovery();
    }

    @Override
    public LossState lossState(int sf) {
        Tcb t = tcb(sf);
        return t == null ? LossState.OPEN : t.lossState();
    }

    @Override
    public long lostBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.lostBytes();
    }

    @Override
    public long pinned(int sf) {
        Subflow s = sf >= 0 && sf < MAX ? m.subflows().get(sf) : null;
        return s == null ? 0 : s.txMaps.bytesFrom(m.tx().una());
    }

    @Override
    public long unmappedBytes() {
        return m.tx().unmapped();
    }

    @Override
    public long unackedBytes() {
        return m.tx().unacked();
    }

    @Override
    public long reinjectBytes() {
        return m.tx().reinjectBytes();
    }

    @Override
    public long windowBytes() {
        return m.tx().window();
    }

    @Override
    public int headOfLine() {
        return m.tx().unacked() == 0 ? 0 : m.subflows().carriers(m.tx().una());
    }
}
