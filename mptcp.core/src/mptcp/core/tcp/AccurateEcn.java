package mptcp.core.tcp;

import mptcp.core.wire.EcnCounts;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/**
 * Accurate ECN (RFC 9768) of one TCB: what it counts of packets that come, and tells in three bits of every header and, where there
 * is room, in an option; and what the peer tells of those that went. Names as in the RFC: cep are packets that came marked, the others
 * bytes. Only in use where it was negotiated. Loop thread only.
 */
final class AccurateEcn {
    static final int CE = 3;
    private static final int ECT0 = 2;
    private static final int ECT1 = 1;
    private static final int FLAGS = TcpFlags.AE | TcpFlags.CWR | TcpFlags.ECE;
    private static final int SHIFT = 6;
    private static final int ACE = 7;
    private static final int FIRST_PACKETS = 5;
    private static final long COUNT = 0xff_ffff;
    private static final long HALF = 0x80_0000;
    /** Marked packets that are acknowledged at once (section 3.2.2.5.1). */
    private static final int MARKS_PER_ACK = 2;
    /** Three are asked for; the example of the RFC has one more, since acknowledgements do not come at even intervals. */
    private static final int BEACONS_PER_ROUND_TRIP = 4;

    private final Tcb t;

    // --- r: what came
    private int cep = FIRST_PACKETS;
    private long ceb;
    private long e0b = 1;
    private long e1b = 1;
    private long toldCeb = -1;
    private long toldE0b = -1;
    private long toldE1b = -1;
    private long toldNs;
    private int marksUntold;
    private int lastField = -1;
    /** The ECN field of the peer's SYN or SYN/ACK, which the handshake reflects. */
    private int synField;
    /** The third segment of the handshake is still to reflect that of the SYN/ACK. */
    private boolean reflects;

    // --- s: what went
    private int sentCep = FIRST_PACKETS;
    private long lastCeb;
    /** Bytes that congestion control was told of, and that the option told of. */
    private long toldControl;
    private long toldByOption;
    private boolean checked;
    private boolean capable = true;

    AccurateEcn(Tcb t) {
        this.t = t;
    }

    // --- the handshake (section 3.1)

    /** Table 2: what a SYN/ACK says of the SYN's field, or a third segment of the SYN/ACK's. */
    private static int reflected(int field) {
        return switch (field) {
            case CE -> TcpFlags.AE | TcpFlags.CWR;
            case ECT0 -> TcpFlags.AE;
            case ECT1 -> TcpFlags.CWR | TcpFlags.ECE;
            default -> TcpFlags.CWR;
        };
    }

    /** The peer's SYN or SYN/ACK, by which it was negotiated. */
    void syn(TcpHeader h) {
        synField = h.ecn();
        cep = synField == CE ? FIRST_PACKETS + 1 : FIRST_PACKETS;
        if (h.has(TcpFlags.ACK)) {
            reflects = true;
            toldOfOurs(h.flags() & FLAGS);
        }
    }

    /** The third segment of the handshake, without payload; with payload it counts as all others. */
    void third(TcpHeader h) {
        checked = true;
        capable &= (h.flags() & FLAGS) != 0; // somebody clears it (section 3.2.2.4)
        toldOfOurs(h.flags() & FLAGS);
    }

    /** Our SYN or SYN/ACK left without ECT: a path that says otherwise changes the field, and is not trusted (section 3.2.2.3). */
    private void toldOfOurs(int flags) {
        if (flags == (TcpFlags.AE | TcpFlags.CWR)) {
            sentCep = FIRST_PACKETS + 1;
        }
        capable &= flags != (TcpFlags.AE | TcpFlags.CWR) && flags != TcpFlags.AE && flags != (TcpFlags.CWR | TcpFlags.ECE);
    }

    int synAckFlags() {
        return reflected(synField);
    }

    // --- what comes

    /** A segment whose numbers are acceptable. @param segments it stands for. @return whether it is to be acknowledged at once */
    boolean came(int field, TcpHeader h, int segments) {
        if (!checked && t.active) {
            checked = true;
            capable &= (h.flags() & FLAGS) != 0;
        }
        int length = h.payloadLength();
        switch (field) {
            case CE -> {
                cep += segments;
                ceb = ceb + length & COUNT;
                marksUntold += segments;
            }
            case ECT0 -> e0b = e0b + length & COUNT;
            case ECT1 -> e1b = e1b + length & COUNT;
            default -> { }
        }
        if (length == 0) {
            return false;
        }
        boolean turns = lastField >= 0 && (field == CE) != (lastField == CE);
        lastField = field;
        return turns || marksUntold >= MARKS_PER_ACK;
    }

    // --- what is told

    /** The three bits of a segment. @param bare whether it has neither payload nor FIN */
    int flags(boolean bare) {
        return reflects && bare ? reflected(synField) : (cep & ACE) << SHIFT;
    }

    /** They changed since they were told, or were told some time ago: what told them may be lost (section 3.2.3.3, appendix A.4). */
    boolean countsDue(long nowNs) {
        return ceb != toldCeb || e0b != toldE0b || e1b != toldE1b
                || nowNs - toldNs >= t.rtt.srttNs() / BEACONS_PER_ROUND_TRIP;
    }

    void addCounts(OutSegment s) {
        s.ecnCounts(e0b, ceb, e1b);
    }

    /** The link took a segment. */
    void sent(boolean bare, boolean counts, long nowNs) {
        reflects &= !bare;
        marksUntold = 0;
        if (counts) {
            toldCeb = ceb;
            toldE0b = e0b;
            toldE1b = e1b;
            toldNs = nowNs;
        }
    }

    /** A handshake's third segment has to go again. */
    void reflectAgain() {
        reflects = t.active;
    }

    // --- what is heard

    /** Whether new data may go with ECT: nothing on the way was seen to change or clear what is told. */
    boolean capable() {
        return capable;
    }

    /**
     * An acknowledgement that tells of something new. Where the three bits may have gone round, as often as what it delivers allows
     * (appendix A.2.1), unless the option knows better.
     *
     * @return bytes of ours that it says were marked
     */
    long heard(TcpHeader h, long delivered) {
        int mss = t.segmentPayload();
        int packets = (int) Math.min(Integer.MAX_VALUE - ACE, (delivered + mss - 1) / mss);
        int more = (h.flags() >>> SHIFT) - sentCep & ACE;
        EcnCounts counts = h.ecnCounts();
        boolean exact = counts.present() && counts.ce() >= 0;
        if (exact) {
            long step = counts.ce() - lastCeb & COUNT;
            long bytes = step < HALF ? step : 0;
            lastCeb = step < HALF ? counts.ce() : lastCeb;
            toldByOption += bytes;
            while ((long) more * mss < bytes && more + ACE + 1 <= packets) {
                more += ACE + 1;
            }
        } else if (packets > ACE) {
            more = packets - (packets - more & ACE);
        }
        sentCep += more;
        long marked = Math.min(delivered, exact ? Math.max(0, toldByOption - toldControl) : (long) more * mss);
        toldControl += marked;
        return marked;
    }
}
