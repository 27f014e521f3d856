package mptcp.core.tcp;

import mptcp.core.mib.Mib;

/** Answers suspicious segments with an acknowledgement, at a bounded rate (RFC 5961 sections 3.2, 4.2, 5.2 and 7). */
final class ChallengeAck {
    private static final int PER_INTERVAL = 10;
    private static final long INTERVAL_NS = 5_000_000_000L;

    private final Tcb t;
    private long intervalNs = Long.MIN_VALUE / 2;
    private int sent;
    private long finIntervalNs = Long.MIN_VALUE / 2;
    private int finsAnswered;

    ChallengeAck(Tcb t) {
        this.t = t;
    }

    /** Answers a segment that cannot be taken, as any other is acknowledged. */
    void send(long nowNs) {
        if (admitted(nowNs)) {
            t.output.ack(nowNs);
        }
    }

    /** Answers a SYN/ACK that was repeated: the peer has not got the acknowledgement that ended the handshake. */
    void repeatHandshake(long nowNs) {
        if (admitted(nowNs)) {
            t.output.handshakeAck(nowNs);
        }
    }

    /** Challenges whoever sent a SYN or a RST. */
    void challenge(long nowNs) {
        if (admitted(nowNs)) {
            t.output.challenge(nowNs);
        }
    }

    /**
     * Whether to answer what says nothing new of an end: a FIN without data, or an acknowledgement in TIME-WAIT. The answer may be such a
     * segment itself (FreeBSD's acknowledgements carry the FIN, and its TIME-WAIT answers them): two ends that cannot take each other's
     * would answer for ever, as fast as the path goes. A peer that lost the acknowledgement of its FIN repeats it by its timer, which
     * comes nowhere near this.
     */
    boolean answersEnd(long nowNs) {
        if (nowNs - finIntervalNs >= INTERVAL_NS) {
            finIntervalNs = nowNs;
            finsAnswered = 0;
        }
        if (finsAnswered++ >= PER_INTERVAL) {
            t.env.counters().count(Mib.TCP_ACK_SKIPPED);
            return false;
        }
        return true;
    }

    private boolean admitted(long nowNs) {
        long habit = t.env.habits().oddAckNs();
        if (nowNs - intervalNs >= (habit > 0 ? habit : INTERVAL_NS)) {
            intervalNs = nowNs;
            sent = 0;
        }
        if (sent++ >= (habit > 0 ? 1 : PER_INTERVAL)) {
            t.env.counters().count(Mib.TCP_ACK_SKIPPED);
            return false;
        }
        t.env.counters().count(Mib.TCP_CHALLENGE_ACK);
        return true;
    }
}
