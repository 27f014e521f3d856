package mptcp.core.tcp;

import mptcp.core.wire.EcnCounts;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpFlags;

/** The bits of ECN on what leaves: as RFC 3168 has them, or RFC 9768. Loop thread only. */
final class EcnOutput {
    private static final int ECT0 = 2;
    /** SYN/ACKs that say that marks are told as counts, before a path that does not bear it is reckoned with (RFC 9768 section 3.1.4). */
    private static final int ACCURATE_SYNS = 2;

    private final Tcb t;
    private boolean congestionWindowReduced;

    EcnOutput(Tcb t) {
        this.t = t;
    }

    /** The next new data tells it by CWR, whatever the reason was (RFC 3168 section 6.1.2). */
    void congestionWindowReduced() {
        congestionWindowReduced = true;
    }

    int synFlags(boolean ack) {
        if (!t.options.ecn()) {
            return 0;
        }
        boolean accurate = t.options.accurateEcn();
        int times = Math.max(t.env.habits().ecnSyns(), accurate ? ACCURATE_SYNS : 0);
        if ((!ack || accurate) && t.recovery.timeouts() >= times) {
            return 0;
        }
        if (ack) {
            return accurate ? t.accurate.synAckFlags() : TcpFlags.ECE;
        }
        return TcpFlags.ECE | TcpFlags.CWR | (accurate ? TcpFlags.AE : 0);
    }

    /** A segment with payload, FIN or both. */
    void mark(OutSegment s, long position, int length) {
        if (!t.options.ecn()) {
            return;
        }
        boolean fresh = length > 0 && position >= t.snd.nxt(); // never on a retransmission (RFC 3168 section 6.1.5)
        if (t.options.accurateEcn()) {
            if (fresh && t.accurate.capable()) {
                s.ecn(ECT0);
            }
            s.addFlags(t.accurate.flags(false));
            return;
        }
        if (fresh) {
            s.ecn(ECT0);
            if (congestionWindowReduced) {
                s.addFlags(TcpFlags.CWR);
            }
        }
        s.addFlags(bareFlags());
    }

    /** Of a segment without payload. */
    int bareFlags() {
        return t.options.accurateEcn() ? t.accurate.flags(true) : t.rcv.echoCongestion() ? TcpFlags.ECE : 0;
    }

    /**
     * Whether what leaves now may be cut up on the way: who does takes CWR off all packets but the first, and for counts it is one of
     * three bits (RFC 9768 section 5.3). Where it is clear there is nothing to take off, as long as no marks come and at every other pair.
     */
    boolean mayBeCut() {
        return !t.options.accurateEcn() || (t.accurate.flags(false) & TcpFlags.CWR) == 0;
    }

    /** The counts, if it is time to tell them and a segment with so much payload has room. */
    void addCounts(OutSegment s, int length, long nowNs) {
        if (t.options.accurateEcn() && t.accurate.countsDue(nowNs) && t.output.room(s, length) >= EcnCounts.SIZE) {
            t.accurate.addCounts(s);
        }
    }

    /** The link took it. */
    void sent(OutSegment s, int length, long nowNs) {
        if (t.options.accurateEcn()) {
            t.accurate.sent(length == 0, s.hasEcnCounts(), nowNs);
        } else {
            congestionWindowReduced &= (s.flags() & TcpFlags.CWR) == 0;
        }
    }
}
