package mptcp.core.mp.path;

import java.net.InetSocketAddress;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import mptcp.api.link.IpLink;
import mptcp.api.policy.EcnMode;
import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.tcp.Tcb;

/** What policies see of a connection's subflows: live, without copies, and nothing that can be changed. */
public final class Views implements Subflows {
    private final PathEnv env;
    private final SubflowSet set;
    private final DataSender tx;
    private final ReceiveBuffer rx;

    public Views(PathEnv env, SubflowSet set, DataSender tx, ReceiveBuffer rx) {
        this.env = env;
        this.set = set;
        this.tx = tx;
        this.rx = rx;
    }

    /** Null of an unused slot. */
    private Subflow of(int sf) {
        return sf >= 0 && sf < MAX ? set.get(sf) : null;
    }

    int slowStartSegments() {
        return env.habits().slowStartSegments();
    }

    Tcb tcb(int sf) {
        Subflow s = of(sf);
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
            if (s.backup().any()) {
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
    public long id(int sf) {
        Subflow s = of(sf);
        return s == null ? 0 : s.name().id();
    }

    @Override
    public InetSocketAddress local(int sf) {
        Subflow s = of(sf);
        return s == null ? null : s.local();
    }

    @Override
    public InetSocketAddress remote(int sf) {
        Subflow s = of(sf);
        return s == null ? null : s.remote();
    }

    @Override
    public String link(int sf) {
        Tcb t = tcb(sf);
        IpLink link = t == null ? null : t.link();
        return link == null ? "" : link.name();
    }

    @Override
    public Tags tags(int sf) {
        Tcb t = tcb(sf);
        return t == null ? Tags.NONE : env.tagsOf(t.flow().localHi(), t.flow().localLo());
    }

    @Override
    public int localId(int sf) {
        Subflow s = of(sf);
        return s == null ? 0 : s.localId();
    }

    @Override
    public int remoteId(int sf) {
        Subflow s = of(sf);
        return s == null ? 0 : s.remoteId();
    }

    @Override
    public boolean initiator(int sf) {
        Tcb t = tcb(sf);
        return t != null && t.active();
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
    public long inFlightBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.inFlight();
    }

    @Override
    public long queuedBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.queued();
    }

    @Override
    public long roomBytes(int sf) {
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
    public long pinnedBytes(int sf) {
        Subflow s = of(sf);
        return s == null ? 0 : s.output.maps().bytesFrom(tx.una());
    }

    @Override
    public long sentBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.statistics().bytesSent();
    }

    @Override
    public long retransmittedBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.statistics().bytesRetransmitted();
    }

    @Override
    public long ackedBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.ackedBytes();
    }

    @Override
    public long deliveredBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.deliveredBytes();
    }

    @Override
    public long reinjectedBytes(int sf) {
        Subflow s = of(sf);
        return s == null ? 0 : s.output.reinjected();
    }

    @Override
    public long receivedBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.statistics().bytesReceived();
    }

    @Override
    public long everLostBytes(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.everLostBytes();
    }

    @Override
    public long deliveryRate(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.deliveryRate();
    }

    @Override
    public long oldestSentNs(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.oldestSentNs();
    }

    @Override
    public long rtoNs(int sf) {
        Tcb t = tcb(sf);
        return t == null ? 0 : t.rtt().rtoNs();
    }

    @Override
    public EcnMode ecn(int sf) {
        Tcb t = tcb(sf);
        return t == null ? EcnMode.OFF : t.ecn();
    }

    @Override
    public boolean deliveryRateAppLimited(int sf) {
        Tcb t = tcb(sf);
        return t != null && t.deliveryRateAppLimited();
    }

    @Override
    public boolean appLimited(int sf) {
        Tcb t = tcb(sf);
        return t != null && t.appLimited();
    }

    @Override
    public long writtenBytes() {
        return tx.buffer.written();
    }

    @Override
    public long dataAckedBytes() {
        return tx.una();
    }

    @Override
    public long dataReceivedBytes() {
        return rx.next();
    }

    @Override
    public long reinjectedBytes() {
        return tx.reinjected();
    }

    @Override
    public Hint hint(long streamOffset) {
        return tx.hints.at(streamOffset);
    }

    @Override
    public long deadlineNs(long streamOffset) {
        return tx.hints.deadlineNs(streamOffset);
    }

    @Override
    public int carriers(long streamOffset) {
        return streamOffset < tx.una() || streamOffset >= tx.next() ? 0 : set.carriers(streamOffset);
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
