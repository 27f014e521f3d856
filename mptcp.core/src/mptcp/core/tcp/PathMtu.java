package mptcp.core.tcp;

import mptcp.api.link.IpLink;
import mptcp.core.mib.Mib;

/**
 * The largest packet that the path takes: what ICMP says of it (RFC 1191, RFC 8201), and where ICMP is lost, what can be
 * found out by sending (RFC 4821, with the sizes and times of RFC 8899). When full-sized segments time out again and again
 * while smaller ones might pass, segments become smaller; from there on probes search upwards, each a segment of new data
 * that is longer than the others. A probe that is lost alone says nothing of congestion. Loop thread only.
 */
final class PathMtu {
    private static final int WITHOUT_LINK = 1500;
    private static final int MIN_V4 = 552;
    /** Every IPv6 link takes so much (RFC 8200 section 5). */
    private static final int MIN_V6 = 1280;
    /** BASE_PLPMTU (RFC 8899 section 5.1.2) with an IPv4 header: what nearly every path takes. */
    private static final int BASE_V4 = 1220;
    /** R1 of RFC 9293 section 3.8.3: after so many retransmissions without an answer, the size of packets is doubted. */
    private static final int RETRIES = 3;
    /** MAX_PROBES: a size counts as too large once so many probes of it were lost. */
    private static final int MAX_PROBES = 3;
    private static final int CLOSE_ENOUGH = 16;
    /** Segments that are to follow a probe, so that its loss is seen by them and not by a timeout. */
    private static final int FOLLOWERS = 4;
    /** PMTU_RAISE_TIMER: a path may have become wider (RFC 8899 section 5.1.1, RFC 1191 section 6.3). */
    private static final long RAISE_NS = 600_000_000_000L;
    private static final long LEAST_INTERVAL_NS = 1_000_000L;
    private static final int INTERVAL_ROUND_TRIPS = 2;

    private enum Probe {
        NONE,
        /** The next piece of new data that is mapped may be one. */
        WANTED,
        MAPPED,
        SENT
    }

    private final Tcb t;
    private int now;
    /** No packet of more than this is known to pass, and more than that is not tried; above {@link #now} in a search. */
    private int high;
    /** A path that took a size before is asked about it first; after that the search halves what is left. */
    private boolean wholeFirst;
    private int size;
    private int lostProbes;
    private Probe probe = Probe.NONE;
    private long dueNs = Long.MAX_VALUE;
    /** Losses between these positions are told by the size of packets. */
    private long start;
    private long end;

    PathMtu(Tcb t) {
        this.t = t;
        IpLink link = t.link();
        now = link == null ? WITHOUT_LINK : link.mtu();
        high = now;
    }

    /** In bytes, with all headers. */
    int now() {
        return now;
    }

    /** When {@link #due} wants to be called, or {@link Long#MAX_VALUE}. */
    long dueNs() {
        return dueNs;
    }

    private int least() {
        return t.flow.v4() ? MIN_V4 : MIN_V6;
    }

    /** What neither the link nor the peer's MSS admits more than. */
    private int limit() {
        IpLink link = t.link();
        int mtu = link == null ? WITHOUT_LINK : link.mtu();
        return Math.min(mtu, t.options.peerMss() + t.flow.headerBytes());
    }

    // --- ICMP

    /**
     * A larger value than what is in use or tried is not believed, nor is less than what every link takes (RFC 8201
     * section 4). What was sent is sent again in smaller pieces, which is not congestion (RFC 1191 section 6.4).
     */
    void tooBig(int mtu, long nowNs) {
        int accepted = t.flow.v4() ? Math.max(MIN_V4, mtu) : mtu;
        if (accepted >= high || accepted < least()) {
            return;
        }
        high = accepted;
        wholeFirst = true;
        if (accepted >= now) {
            return; // about a probe, whose loss will be seen
        }
        use(accepted);
        dueNs = nowNs + RAISE_NS;
        t.upper.counters().count(Mib.TCP_MTU_REDUCED);
        probe = Probe.NONE;
        start = t.snd.una();
        end = t.snd.nxt();
        t.recovery.markAllLost();
        t.upper.wantOutput();
    }

    private void use(int mtu) {
        now = mtu;
        size = 0;
        t.sizes.changed();
    }

    // --- the black hole (RFC 4821 section 7.7)

    /** The retransmission timer ran out for the n-th time in a row. */
    void onTimeout(int n, long nowNs) {
        if (probe != Probe.NONE) {
            later(nowNs);
            end = start;
        }
        int base = t.flow.v4() ? BASE_V4 : MIN_V6;
        boolean first = n == RETRIES + 1;
        boolean second = n == 2 * RETRIES + 1 && now == base; // what did not help can be doubted further
        if (!first && !second || !t.env.config().mtuProbing()) {
            return;
        }
        int smaller = second ? least() : base;
        if (smaller >= now || t.sent.length(0) <= t.sizes.payload(smaller)) {
            return; // it is not for its size that it does not arrive
        }
        high = Math.min(high, limit());
        use(smaller);
        wholeFirst = true; // it may have been an outage
        dueNs = nowNs;
        t.upper.counters().count(Mib.TCP_MTU_BLACK_HOLE);
    }

    // --- the search

    /** Time has come for a probe; asks for one if there is enough to send behind it. */
    void due(long nowNs) {
        if (probe == Probe.MAPPED || probe == Probe.SENT) {
            return;
        }
        probe = Probe.NONE;
        if (high - now < CLOSE_ENOUGH) {
            high = limit();
            wholeFirst = true;
            if (high - now < CLOSE_ENOUGH) {
                dueNs = Long.MAX_VALUE;
                return;
            }
        }
        if (size == 0) {
            size = wholeFirst ? high : now + (high - now + 1) / 2;
            lostProbes = 0;
        }
        long needed = probePayload() + (long) FOLLOWERS * t.segmentPayload();
        boolean calm = t.options.sack() && t.recovery.phase() == LossRecovery.Phase.OPEN && t.recovery.timeouts() == 0;
        boolean followed = t.upper.unmapped() >= needed && t.window.bytes() >= needed && t.snd.window() >= needed;
        if (calm && followed && probePayload() > t.segmentPayload()) {
            probe = Probe.WANTED;
        }
    }

    boolean wantsProbe() {
        return probe == Probe.WANTED;
    }

    int probePayload() {
        return t.sizes.payload(size);
    }

    /** A piece of this length is mapped behind all others. */
    void mapped(int bytes) {
        if (bytes == probePayload()) {
            probe = Probe.MAPPED;
            start = t.snd.end();
            end = start + bytes;
        }
    }

    /** How much a segment of new data from this position may carry. */
    int unitAt(long position) {
        if (probe != Probe.MAPPED) {
            return t.sizes.unit();
        }
        if (position > start) {
            probe = Probe.NONE; // something else took its beginning along
            return t.sizes.unit();
        }
        return position == start ? (int) (end - start) : (int) Math.min(t.sizes.unit(), start - position);
    }

    /** Whether what is sent next, from this position, is a probe. */
    boolean probeAt(long position) {
        return probe == Probe.MAPPED && position == start;
    }

    void sent(int bytes) {
        if (bytes == end - start) {
            probe = Probe.SENT;
        } else {
            probe = Probe.NONE; // it did not become one
            end = start;
        }
    }

    /** A record at this position went out again. */
    void resent(long position, long nowNs) {
        if (probe == Probe.SENT && position >= start && position < end) {
            later(nowNs); // its acknowledgement would not tell which of the two arrived
            end = start;
        }
    }

    /** The scoreboard was brought up to date. */
    void onAck(long nowNs) {
        if (probe != Probe.SENT) {
            return;
        }
        if (t.snd.una() >= end || t.snd.una() <= start && t.sent.is(t.sent.find(start), SentQueue.SACKED)) {
            t.upper.counters().count(Mib.TCP_MTU_PROBE_SUCCESS);
            use(Math.min(size, high));
            wholeFirst = false;
            later(nowNs);
            if (high - now < CLOSE_ENOUGH) {
                dueNs = now >= limit() ? Long.MAX_VALUE : nowNs + RAISE_NS;
            }
        }
    }

    /**
     * Bytes held to be lost for their size alone. What was lost of a probe makes the size too large, unless something else
     * was lost too, which may have had the same reason (RFC 4821 section 7.6.2).
     */
    long lostBytes(long nowNs) {
        if (end <= t.snd.una()) {
            return 0;
        }
        SentQueue q = t.sent;
        long lost = 0;
        for (int i = q.find(Math.max(start, t.snd.una())); i < q.count() && q.start(i) < end; i++) {
            if (q.is(i, SentQueue.LOST)) {
                lost += q.length(i);
            }
        }
        if (lost > 0 && probe == Probe.SENT) {
            if (lost == q.lostBytes()) {
                failed(nowNs);
            } else {
                later(nowNs);
            }
        }
        return lost;
    }

    private void failed(long nowNs) {
        t.upper.counters().count(Mib.TCP_MTU_PROBE_FAIL);
        later(nowNs);
        if (++lostProbes < MAX_PROBES && size <= high) {
            return;
        }
        wholeFirst = size > high; // ICMP told of a smaller size
        high = Math.min(high, size - 1);
        size = 0;
        if (high - now < CLOSE_ENOUGH) {
            dueNs = nowNs + RAISE_NS;
        }
    }

    private void later(long nowNs) {
        probe = Probe.NONE;
        dueNs = nowNs + Math.max(LEAST_INTERVAL_NS, INTERVAL_ROUND_TRIPS * t.rtt.srttNs());
    }
}
