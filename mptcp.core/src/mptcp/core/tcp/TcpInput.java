package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import mptcp.core.buffer.RangeSet;
import mptcp.core.mib.Mib;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** Segment arrival, in the order of RFC 9293 section 3.10.7, with the stricter checks of RFC 5961 and 7323. */
final class TcpInput {
    private static final int CE = 3;
    private static final long PAWS_IDLE_NS = 24L * 24 * 3_600_000_000_000L;

    private final Tcb t;
    private final ChallengeAck challenge;
    private final TimeWaitInput timeWait;
    private final OpeningInput opening;
    private final TextInput text;
    private final SynText synText = new SynText();

    TcpInput(Tcb t) {
        this.t = t;
        this.challenge = new ChallengeAck(t);
        this.timeWait = new TimeWaitInput(t, challenge);
        this.opening = new OpeningInput(t);
        this.text = new TextInput(t);
    }

    Disposition segment(IpHeader ip, TcpHeader h, MemorySegment m, long nowNs) {
        if (t.state() == TcpState.SYN_SENT) {
            synSent(h, m, nowNs);
            return Disposition.TAKEN;
        }
        long position = Seq.unwrap(t.rcv.nxt(), t.rcv.irs(), h.seq());
        if (t.state() == TcpState.TIME_WAIT && timeWait.reopens(h, position)) {
            t.closed(CloseReason.NORMAL, nowNs);
            return Disposition.NEW_CONNECTION;
        }
        if (answeredByHabit(h, position, nowNs)) {
            return Disposition.TAKEN;
        }
        if (sequence(h, position, nowNs) && reset(h, position, nowNs) && syn(h, position, nowNs)
                && acknowledgement(h, position, nowNs)) {
            if (t.options.ecn()) {
                congestionMarks(ip, h);
            }
            if (h.userTimeoutNs() > 0) {
                t.userTimeout.received(h.userTimeoutNs());
            }
            if (t.upper.onSegment(h, position, nowNs) && t.state() != TcpState.CLOSED) {
                long first = position + (h.has(TcpFlags.SYN) ? 1 : 0); // the SYN/ACK of a simultaneous open may carry text
                boolean ack = text.text(h, first, m, nowNs);
                ack |= fin(h, first, nowNs);
                if (ack && t.state() != TcpState.CLOSED) {
                    t.output.ack(nowNs); // once for the text and the FIN that it may have uncovered
                }
            }
        }
        return Disposition.TAKEN;
    }

    /** What a profile does before the steps of RFC 9293. @return whether that was all */
    private boolean answeredByHabit(TcpHeader h, long position, long nowNs) {
        if (t.state() == TcpState.TIME_WAIT && t.env.habits().timeWaitAnswersAcks()) {
            timeWait.answer(h, position, nowNs);
            return true;
        }
        if (t.state() == TcpState.SYN_RECEIVED && t.env.habits().synCache()) {
            return t.active ? opening.crossed(h, position, nowNs) : opening.answered(h, position, nowNs);
        }
        return h.payloadLength() > 0 && !h.has(TcpFlags.RST | TcpFlags.SYN) && t.state().synchronised()
                && t.env.habits().refusesBeforeWindow() && text.refusedEarly(h, position, nowNs);
    }

    // --- SYN-SENT (section 3.10.7.3)

    private void synSent(TcpHeader h, MemorySegment m, long nowNs) {
        boolean acked = h.has(TcpFlags.ACK);
        long ack = Seq.unwrap(t.snd.nxt(), t.snd.iss(), h.ack());
        if (acked && (ack <= 0 || ack > t.snd.nxt() + t.fastOpen.acceptable())) {
            if (!h.has(TcpFlags.RST)) {
                ResetReply.send(t.env, t.flow, h, nowNs);
            }
            t.timers.hastenSyn(nowNs);
            return;
        }
        if (h.has(TcpFlags.RST)) {
            if (acked) {
                t.upper.counters().count(Mib.TCP_ATTEMPT_FAILS);
                t.closed(CloseReason.REFUSED, nowNs);
            }
            return;
        }
        if (!h.has(TcpFlags.SYN) || !acked && !t.upper.mayOpenFromBothEnds()) {
            return;
        }
        t.takeSyn(h, nowNs);
        t.rcv.heard(nowNs);
        if (!acked) {
            t.upper.onSimultaneousOpen(h, nowNs);
            t.become(TcpState.SYN_RECEIVED);
            synText.keep(h, m);
            t.output.syn(true, nowNs);
            return;
        }
        boolean goesOn = t.upper.onSynAck(h, nowNs);
        t.fastOpen.synAck(h, (int) (ack - 1), nowNs);
        if (!goesOn) {
            t.become(TcpState.ESTABLISHED); // so that the reset tells the peer, whose SYN/ACK was in order
            t.snd.acknowledged(ack, nowNs);
            t.abort(CloseReason.ABORTED, nowNs);
            return;
        }
        synAcknowledged(h, ack, nowNs);
        established(h, nowNs);
        if (t.state() != TcpState.CLOSED) {
            if (h.sequenceLength() > 1 || !t.delayedAck.holdsHandshake(nowNs)) {
                t.ackNow();
            }
            synText.keep(h, m);
            takeSynText(nowNs);
            fin(h, 1, nowNs);
        }
    }

    /** The text of the peer's SYN or SYN/ACK, which came before the connection was established. */
    private void takeSynText(long nowNs) {
        MemorySegment bytes = synText.take();
        if (bytes == null || t.rcv.nxt() != 1 || !t.upper.synPayload().takesText()) {
            return; // what has no mapping comes again with one
        }
        text.place(1, Math.min(1 + bytes.byteSize(), 1 + t.upper.acceptableWindow()), -1, bytes, nowNs);
        if (t.state() != TcpState.CLOSED) {
            t.ackNow();
        }
    }

    private void synAcknowledged(TcpHeader h, long ack, long nowNs) {
        int losses = t.recovery.timeouts();
        t.recovery.onAck(h, ack, true, nowNs);
        if (losses > 0) {
            t.rtt.afterSynLoss();
        }
        t.window.initial(losses);
    }

    private void established(TcpHeader h, long nowNs) {
        t.become(TcpState.ESTABLISHED);
        t.timers.armKeepAlive(nowNs);
        t.upper.onWindow(h, t.snd.una(), t.snd.window(), nowNs);
        t.upper.onEstablished(nowNs);
        t.upper.wantOutput();
    }

    // --- first: sequence number

    private boolean sequence(TcpHeader h, long position, long nowNs) {
        if (t.state() == TcpState.SYN_RECEIVED && h.has(TcpFlags.SYN) && position == 0 && !h.has(TcpFlags.RST)) {
            if (!h.has(TcpFlags.ACK)) {
                t.output.syn(true, nowNs); // our SYN/ACK was lost
                return false;
            }
            return true;
        }
        if (t.state() == TcpState.SYN_RECEIVED && !t.active && h.has(TcpFlags.ACK) && t.env.habits().resetsHalfOpen()
                && refusesAck(h, nowNs)) {
            return false;
        }
        if (t.options.timestamps() && !h.timestamps() && !h.has(TcpFlags.RST | TcpFlags.SYN)
                && !t.env.habits().takesBareSegments()) {
            t.env.counters().count(Mib.TCP_NO_TIMESTAMP);
            return false; // RFC 7323 section 3.2
        }
        if (t.options.timestamps() && h.timestamps() && !h.has(TcpFlags.RST) && paws(h, nowNs)) {
            t.env.counters().count(Mib.TCP_PAWS_DROPPED);
            if (h.payloadLength() > 0 || !t.env.habits().oldSegmentsAcknowledge()) {
                dropWithAck(h, position, nowNs);
            }
            return false;
        }
        int length = h.sequenceLength();
        long window = t.upper.acceptableWindow();
        if (h.has(TcpFlags.RST) && t.env.habits().resetsAtLastAck()) {
            long from = t.rcv.lastAckSent();
            return position == from || position > from && position < from + window;
        }
        boolean edge = t.env.habits().oldSegmentsAcknowledge() && position == t.rcv.nxt() + window; // FreeBSD counts it in
        boolean acceptable = length == 0
                ? edge || position == t.rcv.nxt() || position > t.rcv.nxt() && position < t.rcv.nxt() + window
                : position < t.rcv.nxt() + Math.max(window, 0) && position + length > t.rcv.nxt();
        if (window <= 0 && position == t.rcv.nxt() && length == 1 && h.has(TcpFlags.FIN) && !h.has(TcpFlags.SYN)) {
            acceptable = true; // a bare FIN needs no room
        }
        if (!acceptable) {
            if (position >= t.rcv.nxt() + window && length > 0) {
                t.env.counters().count(Mib.TCP_AFTER_WINDOW);
                if (window == 0 && position == t.rcv.nxt() && h.has(TcpFlags.ACK) && !h.has(TcpFlags.RST | TcpFlags.SYN)) {
                    // Segments that cannot be taken for want of room still acknowledge and update (section 3.10.7.4).
                    acknowledgement(h, position, nowNs);
                }
            }
            if (repeats(h, position, length)) {
                // It may acknowledge more than the first did: where acknowledgements carry the FIN, as FreeBSD's do, nothing else does.
                acknowledgement(h, position, nowNs);
            }
            if (t.state() != TcpState.CLOSED) {
                dropWithAck(h, position, nowNs);
            }
            return false;
        }
        return true;
    }

    /** It ends where what is received does, or by habit before that; in TIME-WAIT nothing is left to be acknowledged. */
    private boolean repeats(TcpHeader h, long position, int length) {
        boolean open = t.state().synchronised() && t.state() != TcpState.TIME_WAIT && !h.has(TcpFlags.RST | TcpFlags.SYN);
        if (t.env.habits().oldSegmentsAcknowledge()) {
            return open && position < t.rcv.nxt() && t.snd.acceptable(Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack()));
        }
        return open && length > 0 && position + length == t.rcv.nxt();
    }

    /**
     * The segment is the peer's: both its numbers are acceptable. Only now may it change what later segments are measured by
     * (RFC 5961 section 5.2, RFC 7323 section 4.3): who guesses a sequence number alone stalls nothing.
     */
    private void genuine(TcpHeader h, long position, long nowNs) {
        if (t.options.timestamps() && h.timestamps() && position <= t.rcv.lastAckSent() && !paws(h, nowNs)) {
            t.rcv.timestamp(h.tsValue(), nowNs);
        }
        t.rcv.heard(nowNs);
    }

    private boolean paws(TcpHeader h, long nowNs) {
        return Seq.before(h.tsValue(), t.rcv.tsRecent()) && nowNs - t.rcv.tsRecentAtNs() < PAWS_IDLE_NS;
    }

    private void dropWithAck(TcpHeader h, long position, long nowNs) {
        if (h.has(TcpFlags.RST)) {
            return;
        }
        if (h.payloadLength() > 0) {
            t.statistics.dataSegmentReceived(false);
        }
        boolean genuine = h.has(TcpFlags.ACK) && t.snd.acceptable(Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack()));
        boolean fin = h.has(TcpFlags.FIN) && !t.env.habits().listsDuplicates();
        int told = h.payloadLength() + (fin ? 1 : 0); // a FIN that comes again is told of, too
        boolean small = t.state() == TcpState.TIME_WAIT || t.finWait.alone(); // nothing is left that could tell
        if (genuine && told > 0 && position < t.rcv.nxt() && !h.has(TcpFlags.SYN) && !small) {
            t.sackBlocks.repeated(position, Math.min(t.rcv.nxt(), position + told));
        }
        if (genuine && t.state() == TcpState.TIME_WAIT && h.has(TcpFlags.FIN)) {
            t.timers.armTimeWait(nowNs); // our last acknowledgement was lost
        }
        if (h.sequenceLength() > 0 && !h.has(TcpFlags.SYN)) {
            t.delayedAck.disturbed();
            if (h.payloadLength() > 0 || challenge.answersEnd(nowNs)) {
                t.output.ack(nowNs); // a retransmission whose acknowledgement was lost
            }
        } else if (h.has(TcpFlags.SYN) && h.has(TcpFlags.ACK) && position == 0) {
            challenge.repeatHandshake(nowNs);
        } else if (h.has(TcpFlags.SYN)) {
            challenge.challenge(nowNs);
        } else {
            challenge.send(nowNs);
        }
    }

    // --- second: RST (RFC 5961 section 3.2)

    private boolean reset(TcpHeader h, long position, long nowNs) {
        if (!h.has(TcpFlags.RST)) {
            return true;
        }
        boolean next = position == (t.env.habits().resetsAtLastAck() ? t.rcv.lastAckSent() : t.rcv.nxt());
        if (!next && !behindSacks(position)) {
            if (t.state() != TcpState.TIME_WAIT) {
                challenge.challenge(nowNs);
            }
            return false;
        }
        if (t.state() == TcpState.TIME_WAIT) {
            t.closed(CloseReason.NORMAL, nowNs);
            return false;
        }
        t.env.counters().count(t.state() == TcpState.SYN_RECEIVED ? Mib.TCP_ATTEMPT_FAILS : Mib.TCP_ESTAB_RESETS);
        t.upper.onReset(h, nowNs);
        boolean refused = t.state() == TcpState.SYN_RECEIVED && t.active;
        t.closed(refused ? CloseReason.REFUSED : CloseReason.RESET_BY_PEER, nowNs);
        return false;
    }

    /** The peer counts on what it was told of. */
    private boolean behindSacks(long position) {
        RangeSet ahead = t.rcv.received();
        return t.env.habits().resetsBehindSacks() && t.options.sack() && !ahead.isEmpty() && position == ahead.end(ahead.size() - 1);
    }

    // --- fourth: SYN (RFC 5961 section 4.2)

    private boolean syn(TcpHeader h, long position, long nowNs) {
        if (!h.has(TcpFlags.SYN)) {
            return true;
        }
        if (t.state() == TcpState.SYN_RECEIVED && position == 0 && h.has(TcpFlags.ACK)) {
            return true; // the SYN/ACK of a simultaneous open
        }
        if (t.state() == TcpState.SYN_RECEIVED && !t.active) {
            if (t.env.habits().resetsHalfOpen()) {
                ResetReply.send(t.env, t.flow, h, nowNs);
            }
            t.upper.counters().count(Mib.TCP_ATTEMPT_FAILS);
            t.closed(CloseReason.RESET_BY_PEER, nowNs); // back to LISTEN (RFC 9293 section 3.10.7.4, fourth)
            return false;
        }
        t.env.counters().count(Mib.TCP_SYN_CHALLENGE);
        challenge.challenge(nowNs);
        return false;
    }

    // --- fifth: ACK

    private boolean acknowledgement(TcpHeader h, long position, long nowNs) {
        if (!h.has(TcpFlags.ACK)) {
            return false;
        }
        long ack = Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack());
        if (t.state() == TcpState.SYN_RECEIVED && !handshakeAck(h, position, ack, nowNs)) {
            return false;
        }
        if (!t.snd.acceptable(ack)) {
            challenge.send(nowNs);
            return false;
        }
        genuine(h, position, nowNs);
        long window = (long) h.window() << (h.has(TcpFlags.SYN) ? 0 : t.options.sndScale());
        if (t.env.habits().keepsWindow() && ack <= t.snd.una() && !t.snd.widens(position, window)) {
            window = t.snd.window();
        }
        boolean changed = window != t.snd.window();
        if (ack >= t.snd.una()) {
            t.recovery.onAck(h, ack, changed, nowNs);
        } else {
            t.recovery.onOldAck(h, ack, nowNs);
        }
        if (t.state() == TcpState.CLOSED) {
            return false;
        }
        if (ack >= t.snd.una() && t.snd.windowIsNew(position, ack)) {
            if (t.snd.window(window)) {
                t.windowProbe.reopened();
                t.recovery.onWindowReopened(nowNs);
            }
            t.upper.onWindow(h, ack, window, nowNs);
        }
        return closingStep(h, position, nowNs);
    }

    /** What is acknowledged in SYN-RECEIVED has to be there (RFC 9293 section 3.10.7.4, fifth). */
    private boolean refusesAck(TcpHeader h, long nowNs) {
        long ack = Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack());
        boolean wrong = ack <= 0 || ack > t.snd.nxt();
        if (wrong) {
            ResetReply.send(t.env, t.flow, h, nowNs);
        }
        return wrong;
    }

    private boolean handshakeAck(TcpHeader h, long position, long ack, long nowNs) {
        if (refusesAck(h, nowNs) || t.deferral.passesOver(h)) {
            return false;
        }
        switch (t.upper.onHandshakeAck(h, nowNs)) {
            case DROP -> {
                return false;
            }
            case RESET -> {
                if (t.env.habits().refusesWithoutState()) {
                    ConnectionReset.refuse(t, h, nowNs);
                    t.closed(CloseReason.ABORTED, nowNs);
                } else {
                    t.abort(CloseReason.ABORTED, nowNs);
                }
                return false;
            }
            default -> { }
        }
        genuine(h, position, nowNs);
        if (t.options.accurateEcn() && h.payloadLength() == 0) {
            t.accurate.third(h);
        }
        t.snd.openedWindow((long) h.window() << (h.has(TcpFlags.SYN) ? 0 : t.options.sndScale()), t.active);
        synAcknowledged(h, ack, nowNs);
        established(h, nowNs);
        if (t.state() != TcpState.CLOSED) {
            takeSynText(nowNs);
            if (h.has(TcpFlags.SYN) && t.env.habits().oldSegmentsAcknowledge()) {
                t.ackNow(); // its SYN came before
            }
        }
        return t.state() != TcpState.CLOSED;
    }

    /** Our FIN may be acknowledged now. */
    private boolean closingStep(TcpHeader h, long position, long nowNs) {
        if (!t.finAcked()) {
            return true;
        }
        switch (t.state()) {
            case FIN_WAIT_1 -> {
                t.become(TcpState.FIN_WAIT_2);
                return t.finWait.entered(h, nowNs);
            }
            case CLOSING -> timeWait(nowNs);
            case LAST_ACK -> {
                t.upper.onSegment(h, position, nowNs); // perhaps the only one that says that the end of the stream came, too
                t.closed(CloseReason.NORMAL, nowNs);
                return false;
            }
            case TIME_WAIT -> {
                if (h.has(TcpFlags.FIN)) {
                    t.timers.armTimeWait(nowNs);
                    t.output.ack(nowNs);
                    return false;
                }
            }
            default -> { }
        }
        return true;
    }

    private void timeWait(long nowNs) {
        t.become(TcpState.TIME_WAIT);
        t.timers.armTimeWait(nowNs);
        t.upper.onTimeWait(nowNs);
    }

    // --- marks (RFC 3168 section 6.1.3)

    private void congestionMarks(IpHeader ip, TcpHeader h) {
        if (t.options.accurateEcn()) {
            if (t.accurate.came(ip.ecn(), h, h.segments())) {
                t.ackNow();
            }
            return;
        }
        if (h.has(TcpFlags.CWR)) {
            t.rcv.echoCongestion(false);
        }
        if (ip.ecn() == CE) {
            t.env.counters().count(Mib.TCP_ECN_CE);
            t.rcv.echoCongestion(true);
        }
    }

    // --- eighth: FIN

    /** @return whether to acknowledge at once */
    private boolean fin(TcpHeader h, long position, long nowNs) {
        if (t.state() == TcpState.CLOSED) {
            return false;
        }
        long at = position + h.payloadLength();
        boolean within = at < t.rcv.nxt() + Math.max(1, t.upper.acceptableWindow());
        boolean news = h.payloadLength() > 0 || t.rcv.finPosition() < 0 && t.state().receivesData();
        if (h.has(TcpFlags.FIN) && t.rcv.finPosition() < 0 && within && t.state().receivesData()) {
            t.rcv.finAt(at);
        }
        if (!t.state().receivesData()) {
            if (h.has(TcpFlags.FIN) && !t.env.habits().quietBehindFin() && (news || challenge.answersEnd(nowNs))) {
                t.ackNow(); // a second FIN: it is told where the stream ended
            }
            return false;
        }
        if (t.rcv.finPosition() < 0 || t.rcv.nxt() != t.rcv.finPosition()) {
            return h.has(TcpFlags.FIN) && (news || challenge.answersEnd(nowNs)); // there is a hole before it
        }
        t.rcv.takeFin();
        if (!t.delayedAck.holdsFin(nowNs)) {
            t.ackNow();
        }
        switch (t.state()) {
            case ESTABLISHED -> t.become(TcpState.CLOSE_WAIT);
            case FIN_WAIT_1 -> {
                if (t.finAcked()) {
                    timeWait(nowNs);
                } else {
                    t.become(TcpState.CLOSING);
                }
            }
            default -> timeWait(nowNs);
        }
        t.upper.onFin(nowNs);
        return false;
    }
}
