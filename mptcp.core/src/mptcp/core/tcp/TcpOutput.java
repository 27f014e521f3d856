package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.api.socket.WireProfile;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;

/** Builds and sends the segments of one subflow. */
final class TcpOutput {
    private static final int ECT0 = 2;

    private final Tcb t;
    private boolean congestionWindowReduced;
    /** The link had no room for the SYN or SYN/ACK, or for a probe of the window or of a silent peer. */
    private boolean synDue;
    private boolean probeDue;
    private long pacedUntilNs;

    TcpOutput(Tcb t) {
        this.t = t;
    }

    // --- the pass at the end of a turn

    void run(long nowNs) {
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
        if (t.ackNow) {
            ack(nowNs);
        }
    }

    /** Sends again what is held to be lost, as far as the window admits. */
    void resend(long nowNs) {
        while (t.state() != TcpState.CLOSED) {
            int i = t.recovery.nextLost();
            if (i < 0) {
                return;
            }
            long room = t.cwnd - t.recovery.pipe();
            if (room < Math.min(t.sent.length(i), t.segmentPayload())) {
                t.cwndLimited = true;
                return;
            }
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
            countResent(1);
            syn(t.state() != TcpState.SYN_SENT, nowNs);
            return true;
        }
        boolean fin = q.is(i, SentQueue.FIN);
        int payload = q.length(i) - (fin ? 1 : 0);
        int mss = t.segmentPayload();
        int unit = Math.min(t.unit(), Math.max(1, most / mss) * mss);
        int limit = payload == 0 ? 0 : t.upper.contiguous(q.start(i), Math.min(payload, unit));
        if (limit < payload) {
            q.split(i, limit);
            fin = false;
            payload = limit;
        }
        if (!segment(q.start(i), payload, fin, nowNs)) {
            return false;
        }
        t.recovery.onResent(t.tsNow(nowNs));
        q.markResent(i, nowNs);
        t.pathMtu.resent(q.start(i), nowNs);
        countResent(payload);
        t.recovery.onSent(payload, true);
        if (!t.timers.isSet(TcpTimers.RTO)) {
            t.timers.armRto(nowNs);
        }
        return true;
    }

    private void countResent(int bytes) {
        t.statistics.retransmits++;
        t.statistics.bytesRetransmitted += bytes;
        t.env.counters().count(Mib.TCP_RETRANS_SEGS);
        if (t.recovery.phase() == LossRecovery.Phase.RECOVERY) {
            t.env.counters().count(Mib.TCP_FAST_RETRANS);
        }
    }

    /** Sends mapped data for the first time. */
    void sendMapped(long nowNs) {
        if (!t.state().synchronised() || t.state() == TcpState.TIME_WAIT) {
            return;
        }
        if (t.sndNxt < t.sndEnd) {
            idleRestart(nowNs);
        }
        while (t.sndNxt < t.sndEnd && t.state() != TcpState.CLOSED) {
            long room = t.cwnd - t.recovery.pipe();
            boolean probe = t.pathMtu.probeAt(t.sndNxt);
            int want = (int) Math.min(t.sndEnd - t.sndNxt, t.pathMtu.unitAt(t.sndNxt));
            int length = t.upper.contiguous(t.sndNxt, want);
            if (room < Math.min(length, t.segmentPayload())) {
                t.cwndLimited = true;
                return;
            }
            if (!probe && length > t.segmentPayload()) {
                length = (int) Math.min(length, Math.max(1, room / t.segmentPayload()) * t.segmentPayload());
            }
            if (!paced(length, nowNs) || !sendNew(length, nowNs)) {
                return;
            }
        }
        t.cwndLimited = t.cwnd - t.recovery.pipe() < t.segmentPayload();
    }

    /** RFC 5681 section 4.1: after an idle timeout the window says nothing about the path any more. */
    private void idleRestart(long nowNs) {
        if (t.sent.count() == 0 && t.lastSentNs > 0) {
            long idle = nowNs - t.lastSentNs;
            if (idle > t.rtt.rtoNs()) {
                long restart = Math.min(t.cwnd, 10L * t.segmentPayload());
                if (restart < t.cwnd) {
                    t.ssthresh = Math.max(t.ssthresh, t.cwnd / 4 * 3);
                    t.cwnd = restart;
                }
                t.upper.onIdleRestart(idle, nowNs);
            }
        }
    }

    private boolean paced(int bytes, long nowNs) {
        if (t.pacingRate <= 0) {
            return true;
        }
        if (nowNs < pacedUntilNs) {
            t.timers.set(TcpTimers.PACING, pacedUntilNs);
            return false;
        }
        long start = Math.max(pacedUntilNs, nowNs - 1_000_000L);
        pacedUntilNs = start + bytes * 1_000_000_000L / t.pacingRate;
        return true;
    }

    /** For a loss probe: one new segment whatever the congestion window says. @return false if there is none */
    boolean sendOneNew(long nowNs) {
        if (t.sndNxt >= t.sndEnd && !t.upper.mapOne(nowNs)) {
            return false;
        }
        int want = (int) Math.min(t.sndEnd - t.sndNxt, t.segmentPayload());
        return sendNew(t.upper.contiguous(t.sndNxt, want), nowNs);
    }

    private boolean sendNew(int length, long nowNs) {
        long at = t.sndNxt;
        boolean fin = t.finQueued && at + length == t.sndEnd && t.mayStillSend();
        if (!segment(at, length, fin, nowNs)) {
            return false;
        }
        boolean first = t.sent.count() == 0;
        t.sent.add(at, length + (fin ? 1 : 0), fin ? SentQueue.FIN : 0, nowNs);
        t.sndNxt = at + length;
        t.recovery.onSent(length, false);
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
        if (!t.finQueued || t.finPosition >= 0 || t.sndNxt < t.sndEnd || !t.mayStillSend()) {
            return;
        }
        boolean first = t.sent.count() == 0;
        if (segment(t.sndNxt, 0, true, nowNs)) {
            t.sent.add(t.sndNxt, 1, SentQueue.FIN, nowNs);
            finSent(nowNs);
            afterSending(first, nowNs);
        }
    }

    private void finSent(long nowNs) {
        t.finPosition = t.sndEnd;
        t.sndNxt = t.sndEnd + 1;
        t.endSending();
    }

    private void afterSending(boolean first, long nowNs) {
        if (first) {
            t.unackedSinceNs = nowNs;
        }
        if (first || !t.timers.isSet(TcpTimers.RTO)) {
            t.timers.armRto(nowNs);
        }
        t.recovery.armProbe(nowNs);
    }

    /** The next new data tells it by CWR, whatever the reason was (RFC 3168 section 6.1.2). */
    void congestionWindowReduced() {
        congestionWindowReduced = true;
    }

    // --- segments

    void syn(boolean ack, long nowNs) {
        OutSegment s = t.env.segment();
        int flags = TcpFlags.SYN | (ack ? TcpFlags.ACK : 0);
        if (t.ecnOk) {
            flags |= ack ? TcpFlags.ECE : TcpFlags.ECE | TcpFlags.CWR;
        }
        s.begin(flags, t.iss, ack ? Seq.wire(t.irs, t.rcvNxt) : 0);
        long window = t.upper.receiveWindow();
        s.window((int) Math.min(Tcb.MAX_WINDOW_FIELD, window));
        if (t.tsOk) {
            s.timestamps(t.tsNow(nowNs), ack ? t.tsRecent : 0);
        }
        s.synOptions(t.advertisedMss(), t.scaling ? t.rcvScale : -1, t.sackOk,
                t.env.config().profile() == WireProfile.BSD);
        t.upper.synOptions(s, ack);
        t.userTimeout.addToSyn(s);
        synDue = !transmit(s, 0, 0, 0, nowNs);
        if (synDue) {
            return;
        }
        t.upper.synSent(ack);
        t.upper.windowSent(window);
        if (ack) {
            acked();
        }
    }

    /** A segment with payload, FIN or both. @return false if the link is full */
    private boolean segment(long position, int length, boolean fin, long nowNs) {
        OutSegment s = t.env.segment();
        boolean last = position + length == t.sndEnd;
        s.begin(TcpFlags.ACK | (last && length > 0 ? TcpFlags.PSH : 0) | (fin ? TcpFlags.FIN : 0),
                Seq.wire(t.iss, position), Seq.wire(t.irs, t.rcvNxt));
        if (t.ecnOk) {
            if (length > 0 && position >= t.sndNxt) {
                s.ecn(ECT0); // never on a retransmission (RFC 3168 section 6.1.5)
                if (congestionWindowReduced) {
                    s.addFlags(TcpFlags.CWR);
                }
            }
            if (t.echoCongestion) {
                s.addFlags(TcpFlags.ECE);
            }
        }
        long window = common(s, position, length, nowNs);
        int segmentSize = length > t.segmentPayload() && !t.pathMtu.probeAt(position) ? t.segmentPayload() : 0;
        if (!transmit(s, position, length, segmentSize, nowNs)) {
            return false;
        }
        congestionWindowReduced &= (s.flags() & TcpFlags.CWR) == 0;
        sent(position, length, window);
        return true;
    }

    /** A pure acknowledgement at once. */
    void ack(long nowNs) {
        if (!t.state().synchronised() && t.state() != TcpState.SYN_RECEIVED) {
            t.ackNow = false;
            return;
        }
        t.ackNow = !control(Seq.wire(t.iss, t.sndNxt), t.sndNxt, nowNs);
    }

    /** Asks the peer for an acknowledgement, by a position that it has. */
    void probe(long nowNs) {
        probeDue = !control(Seq.wire(t.iss, t.sndUna - 1), t.sndNxt, nowNs);
    }

    /** @return false if the link is full */
    private boolean control(int seq, long position, long nowNs) {
        OutSegment s = t.env.segment();
        s.begin(TcpFlags.ACK | (t.echoCongestion ? TcpFlags.ECE : 0), seq, Seq.wire(t.irs, t.rcvNxt));
        long window = common(s, position, 0, nowNs);
        if (!transmit(s, 0, 0, 0, nowNs)) {
            return false;
        }
        sent(position, 0, window);
        return true;
    }

    /** The link took a segment: what it carried is said. */
    private void sent(long position, int length, long window) {
        t.upper.sent(position, length);
        t.upper.windowSent(window);
        t.sackBlocks.sent();
        t.userTimeout.sent();
        acked();
    }

    /** Plans what every segment carries; nothing is changed by that. @return the window that it advertises */
    private long common(OutSegment s, long position, int length, long nowNs) {
        long window = t.upper.receiveWindow();
        s.window((int) Math.min(Tcb.MAX_WINDOW_FIELD, t.scaling ? window >> t.rcvScale : window));
        if (t.tsOk) {
            s.timestamps(t.tsNow(nowNs), t.tsRecent);
        }
        t.upper.options(s, position, length);
        if (t.sackBlocks.due()) {
            t.sackBlocks.addTo(s, room(s, length));
        }
        if (t.userTimeout.due()) {
            t.userTimeout.addTo(s, room(s, length));
        }
        return window;
    }

    /** What options may be added without making the packet too long. */
    private int room(OutSegment s, int length) {
        return length == 0 ? OutSegment.MAX_OPTIONS
                : t.segmentPayload() + (t.tsOk ? 12 : 0) + t.upper.dataOptionBytes() - length - s.optionBytes();
    }

    private void acked() {
        t.ackNow = false;
        t.unackedSegments = 0;
        t.lastAckSent = t.rcvNxt;
        t.timers.clear(TcpTimers.DELAYED_ACK);
    }

    void reset(long nowNs) {
        OutSegment s = t.env.segment();
        s.begin(TcpFlags.RST | TcpFlags.ACK, Seq.wire(t.iss, t.sndNxt), Seq.wire(t.irs, t.rcvNxt));
        if (t.tsOk) {
            s.timestamps(t.tsNow(nowNs), t.tsRecent);
        }
        t.upper.resetOptions(s);
        if (transmit(s, 0, 0, 0, nowNs)) { // else whatever the peer still sends is answered with a reset
            t.env.counters().count(Mib.TCP_OUT_RSTS);
            t.upper.resetSent();
        }
    }

    private boolean transmit(OutSegment s, long position, int length, int segmentSize, long nowNs) {
        Flow flow = t.flow;
        IpLink link = t.link();
        if (link == null) {
            return true; // the path is gone: as if the packet had been lost on it
        }
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
            write(s, link.txMemory(), at, position, length, partial);
            whole = true;
        } finally {
            if (!whole) {
                link.abort(at); // a fault of this connection must not take the link from the others
            }
        }
        link.commit(at, total, segmentSize, partial ? IpLink.CHECKSUM_PARTIAL : IpLink.CHECKSUM_FULL);
        t.statistics.segmentsSent++;
        t.statistics.bytesSent += length;
        if (length > 0) {
            t.lastSentNs = nowNs;
        }
        t.env.counters().count(Mib.TCP_OUT_SEGS);
        return true;
    }

    private void write(OutSegment s, MemorySegment m, long at, long position, int length, boolean partial) {
        int header = s.write(t.flow, m, at, length);
        if (length > 0) {
            t.upper.copyPayload(position, length, m, at + header);
        }
        s.seal(t.flow, m, at, length, partial);
    }
}
