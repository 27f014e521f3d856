package mptcp.socketagent.socket;

import java.net.Inet4Address;
import java.util.concurrent.TimeUnit;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.inspect.TcpCounts;
import mptcp.api.inspect.TcpDetail;

/**
 * {@code struct tcp_info} of Linux, of one subflow. Windows are in segments and times in microseconds there. What the
 * stack's snapshots do not tell is 0.
 */
final class TcpInfo {
    private static final int TIMESTAMPS = 12;
    static final int SIZE = 248;
    private static final int STATE = 0;
    private static final int CONGESTION_STATE = 1;
    private static final int RETRANSMITS = 2;
    private static final int PROBES = 3;
    private static final int BACKOFF = 4;
    private static final int OPTIONS = 5;
    private static final int SCALES = 6;
    private static final int RTO = 8;
    private static final int ACK_TIMEOUT = 12;
    private static final int RECEIVE_MSS = 20;
    private static final int SEND_MSS = 16;
    private static final int UNACKED = 24;
    private static final int SACKED = 28;
    private static final int LOST = 32;
    private static final int RETRANSMITTED = 36;
    private static final int LAST_DATA_SENT = 44;
    private static final int LAST_DATA_RECEIVED = 52;
    private static final int LAST_ACK_RECEIVED = 56;
    private static final int PATH_MTU = 60;
    private static final int RTT = 68;
    private static final int RTT_VARIANCE = 72;
    private static final int SLOW_START_THRESHOLD = 76;
    private static final int WINDOW = 80;
    private static final int ADVERTISED_MSS = 84;
    private static final int REORDERING = 88;
    private static final int RECEIVE_RTT = 92;
    private static final int RECEIVE_SPACE = 96;
    private static final int TOTAL_RETRANSMITS = 100;
    private static final int PACING_RATE = 104;
    private static final int MAX_PACING_RATE = 112;
    private static final int BYTES_ACKED = 120;
    private static final int BYTES_RECEIVED = 128;
    private static final int SEGMENTS_OUT = 136;
    private static final int SEGMENTS_IN = 140;
    private static final int NOT_SENT = 144;
    private static final int MIN_RTT = 148;
    private static final int DATA_SEGMENTS_IN = 152;
    private static final int DATA_SEGMENTS_OUT = 156;
    private static final int DELIVERY_RATE = 160;
    private static final int BUSY = 168;
    private static final int RECEIVE_WINDOW_LIMITED = 176;
    private static final int SEND_BUFFER_LIMITED = 184;
    private static final int DELIVERED = 192;
    private static final int DELIVERED_MARKED = 196;
    private static final int BYTES_SENT = 200;
    private static final int BYTES_RETRANSMITTED = 208;
    private static final int DSACK_DUPS = 216;
    private static final int REORDERINGS = 220;
    private static final int OUT_OF_ORDER = 224;
    private static final int SEND_WINDOW = 228;
    private static final int RECEIVE_WINDOW = 232;
    private static final int TIMEOUTS = 240;
    private static final int TIMEOUT_EPISODES = 242;
    private static final int TIMEOUT_TIME = 244;

    private static final long NO_THRESHOLD = 0x7fff_ffff;
    private static final int OPTION_TIMESTAMPS = 1;
    private static final int OPTION_SACK = 2;
    private static final int OPTION_SCALE = 4;
    private static final int OPTION_ECN = 8;
    private static final int OPTION_SYN_DATA = 32;
    private static final int HEADERS_V4 = 40;
    private static final int HEADERS_V6 = 60;
    /** A DSS with all that it can have. */
    private static final int MOST_ADDED = 28;
    private static final int USUAL_REORDERING = 3;
    private static final int DISORDER = 1;
    private static final int REDUCTION = 2;
    private static final int RECOVERY = 3;
    private static final int LOSS = 4;

    private TcpInfo() {}

    /** Of a descriptor without a connection. */
    static Structure of(TcpState state) {
        Structure s = new Structure(SIZE);
        s.u8(STATE, state.number());
        return s;
    }

    /** Of a listener: how many wait, and how many may. */
    static Structure ofListener(int pending, int backlog) {
        Structure s = of(TcpState.LISTEN);
        s.u32(UNACKED, pending);
        s.u32(SACKED, backlog);
        return s;
    }

    static Structure of(SubflowSnapshot f, ConnectionSnapshot c) {
        TcpState state = TcpState.of(f.state());
        Structure s = of(state == TcpState.TIME_WAIT ? TcpState.CLOSE : state); // where Linux's socket has left its connection
        int mss = Math.max(1, f.mss());
        s.u8(CONGESTION_STATE, congestionState(f));
        s.u8(RETRANSMITS, f.timeouts());
        s.u8(BACKOFF, f.counts().backoff());
        s.u32(RTO, micros(f.rtoNs()));
        s.u32(SEND_MSS, segment(f, c.fallback()));
        s.u32(UNACKED, segments(f.sndNxt() - f.sndUna() & 0xffff_ffffL, mss));
        s.u32(RTT, micros(f.srttNs()));
        s.u32(RTT_VARIANCE, micros(f.rttvarNs()));
        s.u32(SLOW_START_THRESHOLD, f.ssthresh() == Long.MAX_VALUE ? NO_THRESHOLD : f.ssthresh() / mss);
        s.u32(WINDOW, f.cwnd() / mss);
        s.u32(RECEIVE_SPACE, c.receiveBuffer());
        s.u32(TOTAL_RETRANSMITS, f.retransmits());
        s.u64(PACING_RATE, f.pacingRate());
        s.u64(MAX_PACING_RATE, -1);
        counts(s, f, f.counts());
        s.u32(NOT_SENT, DataCalls.notSent(c) + f.queued());
        s.u32(MIN_RTT, f.minRttNs() == 0 ? 0xffff_ffffL : micros(f.minRttNs()));
        s.u64(BYTES_SENT, f.bytesSent());
        s.u64(BYTES_RETRANSMITTED, f.bytesRetransmitted());
        details(s, f, f.detail(), mss);
        limits(s, c);
        s.u32(SEND_WINDOW, f.counts().window());
        s.u32(RECEIVE_WINDOW, c.receiveWindow());
        return s;
    }

    /** Linux counts the SYN of who opens as acknowledged; of who is opened, the SYN as received and the SYN/ACK not as sent. */
    private static void counts(Structure s, SubflowSnapshot f, TcpCounts n) {
        s.u64(BYTES_ACKED, f.bytesAcked() + (f.initiator() ? 1 : 0));
        s.u64(BYTES_RECEIVED, n.receivedInOrder());
        s.u32(SEGMENTS_OUT, f.initiator() ? f.segmentsSent() : Math.max(0, f.segmentsSent() - 1));
        s.u32(SEGMENTS_IN, f.initiator() ? f.segmentsReceived() : f.segmentsReceived() + 1);
        s.u32(DATA_SEGMENTS_IN, n.dataSegmentsReceived());
        s.u32(DATA_SEGMENTS_OUT, n.dataSegmentsSent());
        s.u32(DSACK_DUPS, n.duplicateReports());
        s.u32(OUT_OF_ORDER, n.outOfOrder());
        s.u8(PROBES, n.probes());
        s.u32(ACK_TIMEOUT, micros(n.ackTimeoutNs()));
        s.u32(DELIVERED_MARKED, n.deliveredMarked());
        s.u32(REORDERINGS, n.reorderings());
        s.u16(TIMEOUTS, n.timeoutCount());
        s.u16(TIMEOUT_EPISODES, n.timeoutEpisodes());
        s.u32(TIMEOUT_TIME, TimeUnit.NANOSECONDS.toMillis(n.timeoutNs()));
    }

    private static int congestionState(SubflowSnapshot f) {
        return switch (f.loss()) {
            case "LOSS" -> LOSS;
            case "RECOVERY" -> RECOVERY;
            case "REDUCTION" -> REDUCTION;
            default -> f.detail().sackedBytes() > 0 || f.counts().duplicateAcks() > 0 ? DISORDER : 0;
        };
    }

    private static void details(Structure s, SubflowSnapshot f, TcpDetail d, int mss) {
        s.u8(OPTIONS, (d.timestamps() ? OPTION_TIMESTAMPS : 0) | (d.sack() ? OPTION_SACK : 0)
                | (d.scaling() ? OPTION_SCALE : 0) | (d.ecn() ? OPTION_ECN : 0) | (d.synData() ? OPTION_SYN_DATA : 0));
        s.u8(SCALES, d.sendScale() | d.receiveScale() << 4);
        s.u32(RECEIVE_MSS, f.counts().segment());
        s.u32(SACKED, d.sack() ? segments(d.sackedBytes(), mss) : f.counts().duplicateAcks());
        s.u32(LOST, segments(d.lostBytes() + d.resentBytes(), mss));
        s.u32(RETRANSMITTED, segments(d.resentBytes(), mss));
        s.u32(LAST_DATA_SENT, TimeUnit.NANOSECONDS.toMillis(d.sentAgoNs()));
        s.u32(LAST_DATA_RECEIVED, TimeUnit.NANOSECONDS.toMillis(f.bytesReceived() > 0 ? d.heardAgoNs() : f.openedAgoNs()));
        s.u32(LAST_ACK_RECEIVED, TimeUnit.NANOSECONDS.toMillis(d.heardAgoNs()));
        s.u32(PATH_MTU, d.pathMtu());
        s.u32(ADVERTISED_MSS, d.advertisedMss() - (d.timestamps() ? TIMESTAMPS : 0));
        s.u32(REORDERING, USUAL_REORDERING);
        s.u32(RECEIVE_RTT, micros(d.receiverRttNs()));
        s.u64(DELIVERY_RATE, d.deliveryRate());
        long doubled = d.sack() ? f.counts().duplicateReports() : f.counts().duplicateAcks(); // each tells of a segment
        s.u32(DELIVERED, d.delivered() == 0 ? 0 : 1 + segments(d.delivered() - 1, mss) + doubled); // the SYN is one of them
    }

    /** Of the connection: how long there was something to send, and what it waited for. */
    private static void limits(Structure s, ConnectionSnapshot c) {
        long age = micros(c.ageNs());
        s.u64(BUSY, (long) ((1 - c.limits().getOrDefault("application", 1.0)) * age));
        s.u64(RECEIVE_WINDOW_LIMITED, (long) (c.limits().getOrDefault("receive-window", 0.0) * age));
        s.u64(SEND_BUFFER_LIMITED, (long) (c.limits().getOrDefault("send-buffer", 0.0) * age));
    }

    /** As Linux tells it: without room for what Multipath TCP adds. */
    static int segment(SubflowSnapshot f, boolean plain) {
        TcpDetail d = f.detail();
        int headers = f.local().getAddress() instanceof Inet4Address ? HEADERS_V4 : HEADERS_V6;
        int whole = Math.min(d.peerMss(), d.pathMtu() - headers) - (d.timestamps() ? TIMESTAMPS : 0);
        return plain || whole <= 0 || whole - f.mss() > MOST_ADDED ? f.mss() : Math.max(f.mss(), whole);
    }

    private static long micros(long ns) {
        return TimeUnit.NANOSECONDS.toMicros(ns);
    }

    private static long segments(long bytes, int mss) {
        return (bytes + mss - 1) / mss;
    }
}
