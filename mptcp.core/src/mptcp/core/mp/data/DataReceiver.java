package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import mptcp.api.socket.SocketConfig;
import mptcp.core.mib.Mib;
import mptcp.core.mp.MpStreamSocket;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.Tcb;

/** The receiving half of the data level: payload goes to its place in the stream, and the peer is told of it. */
public final class DataReceiver {
    private static final long MIN_TUNE_NS = 1_000_000;

    private final Mpcb m;
    private final ReceiveBuffer rx;
    private final int bufferMax;
    private long edgeAdvertised;
    private long nextTuneNs;
    private boolean ack64;

    public DataReceiver(Mpcb m, ReceiveBuffer rx, int bufferMax) {
        this.m = m;
        this.rx = rx;
        this.bufferMax = bufferMax;
    }

    public int bufferMax() {
        return bufferMax;
    }

    // --- payload

    /**
     * Puts payload in its place.
     *
     * @param good whether it may be read at once; otherwise {@link #verify} makes it readable
     * @return how many bytes from the start were taken; negative if the connection has ended over them
     */
    public int deliver(long offset, MemorySegment memory, long at, int length, boolean good) {
        long end = offset + length;
        if (end <= rx.next()) {
            m.counters().count(Mib.DUP_DATA);
            rx.countDuplicates(length);
            return length;
        }
        if (m.refusesData(m.env().nowNs())) {
            return -1;
        }
        int fits = (int) Math.min(length, rx.edge() - offset);
        if (fits <= 0) {
            m.counters().count(Mib.NO_DSS_IN_WINDOW);
            return 0;
        }
        long p = Math.max(offset, rx.next());
        long stop = offset + fits;
        rx.countDuplicates(p - offset);
        while (p < stop) {
            long from = rx.ahead().firstGap(p, stop);
            rx.countDuplicates(from - p);
            if (from >= stop) {
                break;
            }
            long to = rx.ahead().isEmpty() ? stop : rx.ahead().gapEnd(from, stop);
            if (!rx.place(from, memory, at + from - offset, (int) (to - from))) {
                m.counters().count(Mib.TCP_RCV_QUEUE_DROP);
                return (int) (from - offset);
            }
            if (good && !commit(from, to)) {
                return (int) (from - offset);
            }
            p = to;
        }
        return fits;
    }

    /**
     * A mapping is complete: its bytes become readable if the checksum is right.
     *
     * @return false if it is not: the segment that completed it is not taken. Where the connection goes on in plain TCP,
     *     the subflow brings its bytes again, damaged no more, or as the path makes them each time
     */
    public boolean verify(Subflow s, DsMap map, long nowNs) {
        if (map.end() > rx.next() && !rx.consumed(map.offset)) {
            int sum = rx.sum(map.offset, map.length);
            if (!DssChecksum.good(m.session().keys().remoteFirst() + map.offset, (int) map.ssn, map.wireLength(), sum,
                    map.checksum)) {
                m.parts().upper().checksumFailed(s, map.ssn, map.offset, nowNs);
                return false;
            }
        }
        return commit(map.offset, map.end());
    }

    /**
     * What a subflow has received from this position on is good without further proof: checksums that were awaited are not
     * any more.
     */
    public void commitPlain(Tcb tcb, long position, long offset) {
        if (tcb.received() > position) {
            commit(offset, offset + tcb.received() - position);
        }
        for (int i = 0; i < tcb.outOfOrder().size(); i++) {
            commit(offset + tcb.outOfOrder().start(i) - position, offset + tcb.outOfOrder().end(i) - position);
        }
    }

    private boolean commit(long from, long to) {
        int ranges = rx.ahead().size();
        long tail = ranges == 0 ? 0 : rx.ahead().end(ranges - 1);
        int moved = rx.commit(from, to);
        if (moved < 0) {
            m.counters().count(Mib.RCV_PRUNED);
            return false;
        }
        if (moved == 0) {
            if (to > rx.next()) {
                countQueued(from >= tail, rx.ahead().size() <= ranges);
            }
            return true;
        }
        if (m.socket().inputShut()) {
            rx.discard();
        }
        m.checkPeerFin(m.env().nowNs());
        m.socket().wake(MpStreamSocket.READ_EDGE);
        m.wantOutput();
        return true;
    }

    /** Bytes wait for those before them: behind all that waits already, or next to some of it. */
    private void countQueued(boolean behindAll, boolean merged) {
        m.counters().count(Mib.OFO_QUEUE);
        if (behindAll) {
            m.counters().count(Mib.OFO_QUEUE_TAIL);
        }
        if (merged) {
            m.counters().count(Mib.OFO_MERGE);
        }
    }

    // --- acknowledgements and windows

    /** The peer uses 64-bit DSNs, so our DATA_ACKs are of 64 bits too (RFC 8684 section 3.3.2). */
    public void peerUses64() {
        ack64 = true;
    }

    public boolean ack64() {
        return ack64;
    }

    /** What DATA_ACK says: the next byte expected, the DATA_FIN counted. */
    public long dataAck() {
        return m.session().keys().remoteFirst() + rx.next() + (m.endOfStream() ? 1 : 0);
    }

    /** The window to advertise, noted as told. */
    public long window() {
        long window = rx.window();
        if (rx.edgeGain(edgeAdvertised) >= Math.min(rx.limit() / 2, m.subflows().smallestSegment())) {
            edgeAdvertised = rx.next() + window; // in steps that are worth sending for (RFC 9293 section 3.8.6.2.2)
        }
        return Math.max(0, edgeAdvertised - rx.next());
    }

    /** How far a subflow takes segments; the data level has the exact limit. */
    public long acceptable() {
        return m.session().plain() ? rx.window() : Math.max(1 << 22, 2 * rx.window());
    }

    /** The application read: the window may have opened enough to tell (RFC 9293 section 3.8.6.2.2). */
    public void applicationRead(SocketConfig config, long nowNs) {
        if (!m.session().established()) {
            return;
        }
        if (nowNs >= nextTuneNs) {
            long rtt = m.subflows().longestRttNs();
            rx.tune(rtt, config.receiveBuffer() > 0 ? rx.limit() : bufferMax, nowNs);
            nextTuneNs = nowNs + Math.max(MIN_TUNE_NS, rtt);
        }
        long left = edgeAdvertised - rx.next();
        long gain = rx.edgeGain(edgeAdvertised);
        if (gain < Math.min(rx.limit() / 2, left)) {
            return; // the common case, without a look at the subflows
        }
        Subflow s = m.subflows().forSignals();
        if (s != null && gain >= Math.min(rx.limit() / 2, Math.max(2L * m.subflows().smallestSegment(), left))) {
            s.tcb.ackNow();
        }
    }
}
