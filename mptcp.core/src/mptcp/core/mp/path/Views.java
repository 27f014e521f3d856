package mptcp.core.mp.path;

import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;
import mptcp.core.mp.data.DataSender;
import mptcp.core.tcp.Tcb;

/** What policies see of a connection's subflows: live, without copies, and nothing that can be changed. */
public final class Views implements Subflows {
    private final SubflowSet set;
    private final DataSender tx;

    public Views(SubflowSet set, DataSender tx) {
        this.set = set;
        this.tx = tx;
    }

    Tcb tcb(int sf) {
        Subflow s = sf >= 0 && sf < MAX ? set.get(sf) : null;
        return s == null ? null : s.tcb;
    }

    @Override
    public int slots() {
        return set.mask();
    }

    @Override
    public int usable() {
        return set.usable();
    }

    @Override
    public int backups() {
        int mask = 0;
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s.backupLocal() || s.backupRemote()) {
                mask |= s.bit();
            }
        }
        return mask;
    }

    @Override
    public int stale() {
        int mask = 0;
        for (int left = set.mask(); left != 0; left &= left - 1) {
            Subflow s = set.get(Integer.numberOfTrailingZeros(left));
            if (s.stale()) {
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
    public long ssthresh(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.ssthresh();
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
        Subflow s = sf >= 0 && sf < MAX ? set.get(sf) : null;
        return s == null ? 0 : s.output.maps().bytesFrom(tx.una());
    }

    @Override
    public long unmappedBytes() {
        return tx.unmapped();
    }

    @Override
    public long unackedBytes() {
        return tx.unacked();
    }

    @Override
    public long reinjectBytes() {
        return tx.reinjectBytes();
    }

    @Override
    public long windowBytes() {
        return tx.window();
    }

    @Override
    public int headOfLine() {
        return tx.unacked() == 0 ? 0 : set.carriers(tx.una());
    }
}
