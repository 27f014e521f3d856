package mptcp.core.tcp;

import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** What TIME-WAIT does with segments besides what all states do. Loop thread only. */
final class TimeWaitInput {
    /** Of these an acknowledgement may have any: with Accurate ECN (RFC 9768) they are a count. */
    private static final int ECN = TcpFlags.ECE | TcpFlags.CWR | TcpFlags.AE;

    private final Tcb t;
    private final ChallengeAck challenge;

    TimeWaitInput(Tcb t, ChallengeAck challenge) {
        this.t = t;
        this.challenge = challenge;
    }

    /** RFC 9293 section 3.10.7.4 and RFC 6191: a SYN that cannot be an old one starts a new connection. */
    boolean reopens(TcpHeader h, long position) {
        if (t.env.habits().timeWaitAnswersAcks()) {
            return h.has(TcpFlags.SYN) && !h.has(TcpFlags.RST | TcpFlags.ACK) && position > t.rcv.nxt(); // whatever the timestamps say
        }
        boolean fresh = position > t.rcv.nxt()
                || t.options.timestamps() && h.timestamps() && Seq.before(t.rcv.tsRecent(), h.tsValue());
        boolean older = t.options.timestamps() && h.timestamps() && Seq.before(h.tsValue(), t.rcv.tsRecent());
        return h.has(TcpFlags.SYN) && !h.has(TcpFlags.RST | TcpFlags.ACK | TcpFlags.FIN) && fresh && !older;
    }

    /**
     * As FreeBSD has it: who acknowledges is answered, unless it is the last acknowledgement again; all else, resets included
     * (RFC 1337), is passed over. Where both ends wait so and do not agree on a number, the answer of each is answered by the other, as
     * fast as the path goes, and a path that delivers twice makes ever more of them: acknowledgements alone are answered at a bounded rate.
     */
    void answer(TcpHeader h, long position, long nowNs) {
        boolean bare = t.options.timestamps() && !h.timestamps() && !t.env.habits().takesBareSegments();
        if (h.has(TcpFlags.RST) || !h.has(TcpFlags.ACK) || bare) {
            return;
        }
        if (h.has(TcpFlags.FIN) && position + h.sequenceLength() == t.rcv.nxt()) {
            t.timers.armTimeWait(nowNs); // our last acknowledgement was lost
        }
        boolean again = (h.flags() & ~ECN) == TcpFlags.ACK && h.sequenceLength() == 0 && position == t.rcv.nxt() && h.ack() == Seq.wire(t.snd.iss(), t.snd.nxt());
        if (!again && (h.sequenceLength() > 0 || challenge.answersEnd(nowNs))) {
            t.output.challenge(nowNs);
        }
    }
}
