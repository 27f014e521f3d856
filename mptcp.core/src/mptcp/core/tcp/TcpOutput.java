package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;

/** Builds and sends the segments of one subflow. */
public final class TcpOutput {
    /** What a paced sender may catch up with, since loops do not wake to the nanosecond. */
    private static final long PACING_SLACK_NS = 1_000_000;

    private final Tcb t;
    final EcnOutput ecn;
    /** The link had no room for the SYN or SYN/ACK, or for a probe of the window or of a silent peer. */
    private boolean synDue;
    private boolean probeDue;
    private long pacedUntilNs;
    private final Bursts bursts;
    private final RepeatedBurst repeated;
    private boolean refusesData;
    /** The segment that was put together last has PSH for what it ends. */
    private boolean pushed;

    TcpOutput(Tcb t) {
        this.t = t;
        this.ecn = new EcnOutput(t);
        this.repeated = new RepeatedBurst(t);
        this.bursts = t.env.habits().burstPush() ? new Bursts(t) : null;
    }

    // --- the pass at the end of a turn

    /** Sends what leaves behind the data: a FIN, then an acknowledgement that is owed. */
    public void run(long nowNs) {
        if (t.state() == TcpState.CLOSED) {
            return;
        }
        if (synDue && !t.state().synchronised()) {
            syn(t.state() != TcpState.SYN_SENT, nowNs);
        }
        if (t.state().synchronised() && t.state() != TcpState.TIME_WAIT) {
            sendFin(nowNs);
        }
        if (probeDue) {
            probe(nowNs);
        }
        if (t.rcv.ackNow()) {
            ack(nowNs);
        }
    }

    /** Sends again what is held to be lost, as far as the window admits. */
    void resend(long nowNs) {
        repeated.begin();
        while (t.state() != TcpState.CLOSED) {
            int i = t.recovery.nextLost();
            if (i < 0) {
                return;
            }
            long room = t.window.bytes() - t.recovery.pipe();
            if (room < Math.min(t.sent.length(i), t.segmentPayload())) {
                t.window.limited(true);
                return;
            }
            if (!pacingAdmits(nowNs)) {
                return;
            }
            repeated.next(i, room);
            if (!resendRecord(i, (int) Math.min(room, Integer.MAX_VALUE), nowNs)) {
                return;
            }
        }
    }

    /** The last segment again, also where it is part of a longer record (RFC 8985 section 7.3). */
    void resendLast(long nowNs) {
        SentQueue q = t.sent;
        int last = q.count() - 1;
        int mss = t.segmentPayload();
        int payload = q.length(last) - (q.is(last, SentQueue.FIN) ? 1 : 0);
        if (payload > mss) {
            q.split(last, payload - mss);
            last++;
        }
        repeated.alone(last);
        resendRecord(last, mss, nowNs);
    }

    /**
     * @param most bytes that may be sent; a whole segment is in any case
     * @return false if the link is full
     */
    private boolean resendRecord(int i, int most, long nowNs) {
        SentQueue q = t.sent;
        if (q.is(i, SentQueue.SYN)) {
            q.markResent(i, nowNs);
            countResent(0);
            syn(t.state() != TcpState.SYN_SENT, nowNs);
            return true;
        }
        long pipe = t.recovery.pipe();
        boolean fin = q.is(i, SentQueue.FIN);
        int payload = q.length(i) - (fin ? 1 : 0);
        int mss = t.segmentPayload();
        int unit = Math.min(t.sizes.unit(), Math.max(1, most / mss) * mss);
        int limit = payload == 0 ? 0 : t.payload.contiguous(q.start(i), Math.min(payload, unit));
        if (limit < payload) {
            q.split(i, limit);
            fin = false;
            payload = limit;
            repeated.cut();
        }
        if (!segment(q.start(i), payload, fin, nowNs)) {
            return false;
        }
        t.recovery.onResent(t.tsNow(nowNs));
        q.markResent(i, nowNs);
        t.rate.sent(i, pipe, nowNs);
        t.pathMtu.resent(q.start(i), nowNs);
        countResent(payload);
        t.recovery.onSent(payload, true);
        left(payload, true, nowNs);
        if (!t.timers.isSet(TcpTimers.RTO)) {
            t.timers.armRto(nowNs);
        }
        return true;
    }

    private void countResent(int bytes) {
        t.statistics.resent(bytes);
        t.env.counters().count(Mib.TCP_RETRANS_SEGS);
        if (t.recovery.phase() == LossRecovery.Phase.RECOVERY) {
            t.env.counters().count(Mib.TCP_FAST_RETRANS);
        }
    }

    /** Sends mapped data for the first time, as far as the window admits. */
    public void sendMapped(long nowNs) {
        if (!t.open() || t.state() == TcpState.TIME_WAIT) {
            return;
        }
        if (t.snd.nxt() < t.snd.end()) {
            idleRestart(nowNs);
        }
        while (t.snd.nxt() < t.snd.end() && t.state() != TcpState.CLOSED) {
            long room = t.window.bytes() - t.recovery.pipe();
            boolean probe = t.pathMtu.probeAt(t.snd.nxt());
            int want = (int) Math.min(t.snd.end() - t.snd.nxt(), t.pathMtu.unitAt(t.snd.nxt()));
            int length = t.payload.contiguous(t.snd.nxt(), want);
            if (room < Math.min(length, t.segmentPayload())) {
                t.window.limited(true);
                return;
            }
            if (!probe && length > t.segmentPayload()) {
                length = (int) Math.min(length, Math.max(1, room / t.segmentPayload()) * t.segmentPayload());
            }
            if (!pacingAdmits(nowNs) || !sendNew(length, nowNs)) {
                limited(); // by its pace or by the link, which is no reason for the window to grow
                return;
            }
        }
        if (!limited() && t.sent.lostBytes() <= t.sent.resentBytes()) {
            t.rate.limitedByApplication();
        }
    }

    /** Notes, and says, whether the window is what admits no more segments. */
    private boolean limited() {
        boolean full = t.window.bytes() - t.recovery.pipe() < t.segmentPayload();
        t.window.limited(full);
        return full;
    }

    /** RFC 5681 section 4.1: after an idle timeout the window says nothing about the path any more. */
    private void idleRestart(long nowNs) {
        if (t.sent.count() == 0 && t.snd.lastSentNs() > 0 && t.env.config().idleRestart()) {
            long idle = nowNs - t.snd.lastSentNs();
            if (idle > t.rtt.rtoNs()) {
                if (!t.upper.controlOwnsRecovery()) {
                    t.window.restart(idle);
                }
                t.upper.onIdleRestart(idle, nowNs);
            }
        }
    }

    private boolean pacingAdmits(long nowNs) {
        if (t.window.pacingRate() <= 0 || nowNs >= pacedUntilNs) {
            return true;
        }
        t.timers.set(TcpTimers.PACING, pacedUntilNs);
        return false;
    }

    /** So many bytes of payload have left. */
    private void left(int bytes, boolean again, long nowNs) {
        if (t.window.pacingRate() > 0) {
            long start = Math.max(pacedUntilNs, nowNs - PACING_SLACK_NS);
            pacedUntilNs = start + bytes * 1_000_000_000L / t.window.pacingRate();
        }
        if (bytes > 0) {
            t.upper.onSegmentSent(bytes, again, nowNs);
        }
    }

    /** For a loss probe: one new segment whatever the congestion window says. @return false if there is none */
    boolean sendOneNew(long nowNs) {
        if (t.snd.nxt() >= t.snd.end() && !t.payload.mapOne(nowNs)) {
            return false;
        }
        int want = (int) Math.min(t.snd.end() - t.snd.nxt(), t.segmentPayload());
        return sendNew(t.payload.contiguous(t.snd.nxt(), want), nowNs);
    }

    private boolean sendNew(int length, long nowNs) {
        long at = t.snd.nxt();
        boolean fin = t.snd.finQueued() && at + length == t.snd.end() && t.mayStillSend();
        if (!segment(at, length, fin, nowNs)) {
            return false;
        }
        boolean first = t.sent.count() == 0;
        long pipe = t.recovery.pipe();
        t.sent.add(at, length + (fin ? 1 : 0), (fin ? SentQueue.FIN : 0) | (pushed && length > 0 ? SentQueue.PUSHED : 0)
                | (bursts != null && bursts.ended() ? SentQueue.BURST_END : 0), nowNs);
        t.rate.sent(t.sent.count() - 1, pipe, nowNs);
        t.snd.sentTo(at + length);
        t.recovery.onSent(length, false);
        left(length, false, nowNs);
        if (t.pathMtu.probeAt(at)) {
            t.pathMtu.sent(length);
        }
        if (fin) {
            finSent(nowNs);
        }
        afterSending(first, nowNs);
        return true;
    }

    private void sendFin(long nowNs) {
        if (!t.snd.finQueued() || t.snd.finSent() || t.snd.nxt() < t.snd.end() || !t.mayStillSend()) {
            return;
        }
        boolean first = t.sent.count() == 0;
        if (segment(t.snd.nxt(), 0, true, nowNs)) {
            long pipe = t.recovery.pipe();
            t.sent.add(t.snd.nxt(), 1, SentQueue.FIN, nowNs);
            t.rate.sent(t.sent.count() - 1, pipe, nowNs);
            finSent(nowNs);
            afterSending(first, nowNs);
        }
    }

    private void finSent(long nowNs) {
        t.snd.sentFin();
        t.endSending();
    }

    private void afterSending(boolean first, long nowNs) {
        if (first) {
            t.snd.flightBegins(nowNs);
        }
        if (first || !t.timers.isSet(TcpTimers.RTO)) {
            t.timers.armRto(nowNs);
        }
        t.recovery.armProbe(nowNs);
    }

    // --- segments

    void syn(boolean ack, long nowNs) {
        OutSegment s = t.env.segment();
        s.begin(TcpFlags.SYN | (ack ? TcpFlags.ACK : 0) | ecn.synFlags(ack), t.snd.iss(), ack ? Seq.wire(t.rcv.irs(), t.rcv.nxt()) : 0);
        boolean all = ack && t.active && t.env.habits().crossesWithAllOptions();
        if (t.options.saysTimestamps(all)) {
            s.timestamps(t.tsNow(nowNs), ack ? t.rcv.tsRecent() : 0);
        }
        int data = t.options.none() ? 0 : synOptions(s, ack, all, nowNs);
        if (t.env.habits().synWindowInSegments()) {
            int mss = t.sizes.advertised() - (t.options.timestamps() && ack && !all ? SegmentSizes.TIMESTAMPS : 0);
            s.window(s.windowBytes() > mss ? s.windowBytes() / mss * mss : s.windowBytes(), 0);
        }
        synDue = !transmit(s, 0, data, 0, nowNs);
        if (synDue) {
            return;
        }
        t.fastOpen.synSent(ack);
        t.headers.synSent(ack);
        t.upper.windowSent(s.window(), Tcb.MAX_WINDOW_FIELD);
        if (ack) {
            acked();
        }
    }

    /** @return bytes of data that go with them */
    private int synOptions(OutSegment s, boolean ack, boolean all, long nowNs) {
        s.synOptions(t.sizes.advertised(), t.options.saysScaling(all) ? t.options.rcvScale() : -1, t.options.saysSack(all),
                t.env.habits().freeBsdOptions());
        int data = t.fastOpen.addTo(s, ack);
        t.headers.syn(s, ack);
        t.userTimeout.addToSyn(s);
        if (ack && t.recovery.timeouts() == 0) {
            ecn.addCounts(s, 0, nowNs);
        }
        return data;
    }

    /** A segment with payload, FIN or both. @return false if the link is full */
    private boolean segment(long position, int length, boolean fin, long nowNs) {
        OutSegment s = t.env.segment();
        boolean again = position < t.snd.nxt();
        boolean burst = bursts != null && length > 0 && !again && bursts.endsWith(position, length);
        pushed = bursts != null && again ? repeated.pushes()
                : position + length == t.snd.end() && t.upper.pushes() || length > 0 && t.payload.endsRecord(position + length);
        boolean last = pushed || burst;
        s.begin(TcpFlags.ACK | (last && length > 0 ? TcpFlags.PSH : 0) | (fin ? TcpFlags.FIN : 0),
                Seq.wire(t.snd.iss(), position), Seq.wire(t.rcv.irs(), t.rcv.nxt()));
        ecn.mark(s, position, length);
        common(s, position, length, nowNs);
        int segmentSize = length > t.segmentPayload() && !t.pathMtu.probeAt(position) ? t.segmentPayload() : 0;
        if (!transmit(s, position, length, segmentSize, nowNs)) {
            return false;
        }
        sent(s, position, length, nowNs);
        return true;
    }

    /** A pure acknowledgement at once. */
    void ack(long nowNs) {
        if (!t.state().synchronised() && t.state() != TcpState.SYN_RECEIVED) {
            t.rcv.ackNow(false);
            return;
        }
        boolean fin = t.env.habits().finOnAcks() && t.snd.finSent() && !t.snd.finAcked();
        if (!control(TcpFlags.ACK | (fin ? TcpFlags.FIN : 0), t.snd.nxt() - (fin ? 1 : 0), t.snd.nxt(), false, nowNs)) {
            t.rcv.ackNow(true);
        }
    }

    /**
     * The acknowledgement that ended the handshake, again: whatever was sent since, it says what belongs there. Without its keys a
     * peer that waits for them takes the connection for plain TCP.
     */
    void handshakeAck(long nowNs) {
        t.accurate.reflectAgain();
        if (!control(TcpFlags.ACK, t.snd.nxt(), t.snd.una(), false, nowNs)) {
            t.rcv.ackNow(true);
        }
    }

    /** An acknowledgement at once that carries no FIN, whatever is due. */
    void challenge(long nowNs) {
        if (!control(TcpFlags.ACK, t.snd.nxt(), t.snd.nxt(), true, nowNs)) {
            t.rcv.ackNow(true);
        }
    }

    /** Asks the peer for an acknowledgement, by a position that it has. */
    void probe(long nowNs) {
        probeDue = !control(TcpFlags.ACK, t.snd.una() - 1, t.snd.nxt(), true, nowNs);
    }

    /**
     * @param answer whether by habit the window is of the buffer as it is
     * @return false if the link is full
     */
    private boolean control(int flags, long seq, long position, boolean answer, long nowNs) {
        OutSegment s = t.env.segment();
        s.begin(flags | ecn.bareFlags(), Seq.wire(t.snd.iss(), seq), Seq.wire(t.rcv.irs(), t.rcv.nxt()));
        common(s, position, 0, nowNs);
        if (answer && t.env.habits().bufferInSegments()) {
            s.window(t.headers.room(), t.sizes.windowScale());
        }
        if (!transmit(s, 0, 0, 0, nowNs)) {
            return false;
        }
        sent(s, position, 0, nowNs);
        return true;
    }

    /** The link took a segment: what it carried is said. */
    private void sent(OutSegment s, long position, int length, long nowNs) {
        acked();
        ecn.sent(s, length, nowNs);
        t.headers.sent(position, length); // which may owe another acknowledgement, for what this one had no room for
        t.upper.windowSent((long) s.window() << t.sizes.windowScale(), (long) Tcb.MAX_WINDOW_FIELD << t.sizes.windowScale());
        t.sackBlocks.sent();
        t.userTimeout.sent();
    }

    /** Plans what every segment carries; nothing is changed by that. */
    private void common(OutSegment s, long position, int length, long nowNs) {
        if (t.options.timestamps()) {
            s.timestamps(t.tsNow(nowNs), t.rcv.tsRecent());
        }
        t.headers.segment(s, position, length, t.sizes.windowScale());
        if (t.env.habits().bufferInSegments()) {
            s.window(s.windowBytes() + (1 << t.sizes.windowScale()) - 1, t.sizes.windowScale());
        }
        if (t.sackBlocks.due()) {
            t.sackBlocks.addTo(s, room(s, length));
        }
        if (t.userTimeout.due() && !t.options.none()) {
            t.userTimeout.addTo(s, room(s, length));
        }
        ecn.addCounts(s, length, nowNs);
    }

    /** What options may be added without making the packet too long. */
    int room(OutSegment s, int length) {
        return length == 0 ? OutSegment.MAX_OPTIONS
                : t.segmentPayload() + t.sizes.dataOptions() - length - s.optionBytes();
    }

    private void acked() {
        t.rcv.acked();
        t.delayedAck.sent();
        t.timers.clear(TcpTimers.DELAYED_ACK);
    }

    /** The reset to come answers data: by habit as if there were no connection. */
    void refusesData() {
        refusesData = t.env.habits().refusesWithoutState();
    }

    void reset(long nowNs) {
        ConnectionReset.send(t, refusesData, nowNs);
    }

    boolean transmit(OutSegment s, long position, int length, int segmentSize, long nowNs) {
        Flow flow = t.flow;
        IpLink link = t.link();
        if (link == null) {
            return true; // the path is gone: as if the packet had been lost on it
        }
        s.packet(t.upper.socket().packets().trafficClass(), t.upper.socket().packets().hopLimit());
        int total = s.headerBytes(flow) + length;
        long at = link.claim(total);
        if (at == IpLink.NO_ROOM) {
            link.flush(nowNs);
            at = link.claim(total);
            if (at == IpLink.NO_ROOM) {
                t.env.counters().count(Mib.TCP_TX_NO_ROOM);
                t.upper.wantOutput();
                return false;
            }
        }
        boolean partial = segmentSize > 0 || (link.capabilities() & IpLink.CAP_TX_CHECKSUM) != 0;
        boolean whole = false;
        try {
            MemorySegment m = link.txMemory();
            int header = s.write(flow, m, at, length);
            if (length > 0 && position == 0) {
                t.upper.synPayload().copy(length, m, at + header);
            } else if (length > 0) {
                t.payload.copy(position, length, m, at + header);
            }
            s.seal(flow, m, at, length, partial);
            whole = true;
        } finally {
            if (!whole) {
                link.abort(at); // a fault of this connection must not take the link from the others
            }
        }
        link.commit(at, total, segmentSize, partial ? IpLink.CHECKSUM_PARTIAL : IpLink.CHECKSUM_FULL);
        t.statistics.sent(length);
        if (length > 0) {
            t.snd.leftAt(nowNs);
            t.delayedAck.answered(nowNs);
        }
        t.env.counters().count(Mib.TCP_OUT_SEGS);
        return true;
    }
}
