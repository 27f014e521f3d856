package mptcp.conformance.tcp;

import static mptcp.conformance.tcp.Arrival.AckNumber.NEW;
import static mptcp.conformance.tcp.Arrival.AckNumber.TOO_OLD;
import static mptcp.conformance.tcp.Arrival.AckNumber.UNSENT;
import static mptcp.conformance.tcp.Arrival.Place.AT_NEXT;
import static mptcp.conformance.tcp.Situation.CLOSED;
import static mptcp.conformance.tcp.Situation.CLOSING;
import static mptcp.conformance.tcp.Situation.FIN_WAIT_1;
import static mptcp.conformance.tcp.Situation.FIN_WAIT_2;
import static mptcp.conformance.tcp.Situation.LAST_ACK;
import static mptcp.conformance.tcp.Situation.LISTEN;
import static mptcp.conformance.tcp.Situation.SYN_RECEIVED;
import static mptcp.conformance.tcp.Situation.SYN_SENT;
import static mptcp.conformance.tcp.Situation.TIME_WAIT;

import java.util.List;
import java.util.function.Predicate;
import mptcp.conformance.tcp.Arrival.AckNumber;
import mptcp.conformance.tcp.Arrival.Kind;

/**
 * RFC 9293 section 3.10.7 as a decision table, with the checks of RFC 5961 where 9293 points to them: the first rule that
 * fits decides. Written down from the RFC's text, not from the stack.
 */
final class ArrivalRules {
    /** No connection is left. */
    static final String GONE = "-";
    private static final String FOLLOW = "what the acknowledgement leads to";
    private static final String AFTER_FIN = "what the FIN leads to";

    static final List<Rule> ALL = List.of(
            rule("3.10.7.1: a reset to CLOSED is dropped", Reply.NOTHING, null, false,
                    a -> a.state() == CLOSED && a.kind().has('R')),
            rule("3.10.7.1: without ACK, reset of sequence number 0", Reply.RESET_ACK, null, false,
                    a -> a.state() == CLOSED && !a.kind().acks()),
            rule("3.10.7.1: with ACK, reset at SEG.ACK", Reply.RESET, null, false, a -> a.state() == CLOSED),

            rule("3.10.7.2 first: LISTEN ignores a reset", Reply.NOTHING, null, false,
                    a -> a.state() == LISTEN && a.kind().has('R')),
            rule("3.10.7.2 second: any ACK is bad in LISTEN", Reply.RESET, null, false,
                    a -> a.state() == LISTEN && a.kind().acks()),
            rule("what begins does not end in the same breath (as in Linux): SYN with FIN", Reply.NOTHING, null, false,
                    a -> a.state() == LISTEN && a.kind().has('S') && a.kind().has('F')),
            rule("3.10.7.2 third: SYN", Reply.SYN_ACK, "SYN-RECV", false,
                    a -> a.state() == LISTEN && a.kind().has('S')),
            rule("3.10.7.2 fourth: anything else is dropped", Reply.NOTHING, null, false, a -> a.state() == LISTEN),

            rule("3.10.7.3 first: unacceptable ACK on a reset", Reply.NOTHING, null, false,
                    a -> a.state() == SYN_SENT && a.kind().acks() && a.ack() != NEW && a.kind().has('R')),
            rule("3.10.7.3 first: unacceptable ACK", Reply.RESET, null, false,
                    a -> a.state() == SYN_SENT && a.kind().acks() && a.ack() != NEW),
            rule("3.10.7.3 second: reset that acknowledges the SYN", Reply.NOTHING, GONE, false,
                    a -> a.state() == SYN_SENT && a.kind() == Kind.RST_ACK),
            rule("3.10.7.3 second: reset without ACK", Reply.NOTHING, null, false,
                    a -> a.state() == SYN_SENT && a.kind() == Kind.RST),
            rule("3.10.7.3 fourth: SYN with ACK", Reply.ACK_OF_SYN, "ESTAB", false,
                    a -> a.state() == SYN_SENT && a.kind() == Kind.SYN_ACK),
            rule("3.10.7.3 fourth: SYN without ACK, simultaneous open", Reply.SYN_ACK, "SYN-RECV", false,
                    a -> a.state() == SYN_SENT && a.kind().has('S')),
            rule("3.10.7.3 fifth: neither SYN nor RST", Reply.NOTHING, null, false, a -> a.state() == SYN_SENT),

            rule("3.6.1 MAY-2, RFC 6191: a SYN beyond RCV.NXT reopens from TIME-WAIT", Reply.SYN_ACK, "SYN-RECV", false,
                    a -> a.state() == TIME_WAIT && a.kind().has('S') && !a.kind().has('F') && !a.kind().acks()
                            && above(a)),
            rule("3.10.7.4 first: out of the window, reset", Reply.NOTHING, null, false,
                    a -> !a.place().inWindow() && a.kind().has('R')),
            rule("as Linux: what was never sent is not acknowledged in SYN-RECEIVED, wherever the segment stands", Reply.RESET, null, false,
                    a -> a.state() == SYN_RECEIVED && a.kind().acks() && a.ack() != NEW && !a.place().inWindow()),
            rule("3.10.7.4 first: out of the window", Reply.ACK, null, false, a -> !a.place().inWindow()),
            rule("as Linux: a reset that acknowledges what was never sent is passed over in SYN-RECEIVED", Reply.NOTHING, null, false,
                    a -> a.state() == SYN_RECEIVED && a.kind() == Kind.RST_ACK && a.ack() != NEW),
            rule("3.10.7.4 second: reset at RCV.NXT", Reply.NOTHING, GONE, false,
                    a -> a.kind().has('R') && a.place() == AT_NEXT),
            rule("as Linux: a reset elsewhere in the window of TIME-WAIT is passed over", Reply.NOTHING, null, false,
                    a -> a.kind().has('R') && a.state() == TIME_WAIT),
            rule("3.10.7.4 second, 5961 3.2: reset elsewhere in the window", Reply.ACK, null, false,
                    a -> a.kind().has('R')),
            rule("as Linux: what is to be acknowledged comes first in SYN-RECEIVED after a passive open", Reply.RESET, null, false,
                    a -> a.state() == SYN_RECEIVED && a.kind().acks() && a.ack() != NEW),
            rule("3.10.7.4 fourth: SYN in SYN-RECEIVED after a passive open; with a reset, as Linux", Reply.RESET, GONE, false,
                    a -> a.kind().has('S') && a.state() == SYN_RECEIVED && a.kind().acks()),
            rule("the same without ACK", Reply.RESET_ACK, GONE, false,
                    a -> a.kind().has('S') && a.state() == SYN_RECEIVED),
            rule("3.10.7.4 fourth, 5961 4.2: SYN", Reply.ACK, null, false, a -> a.kind().has('S')),
            rule("3.10.7.4 fifth: no ACK", Reply.NOTHING, null, false, a -> !a.kind().acks()),
            rule("3.10.7.4 fifth: SYN-RECEIVED wants SND.UNA < SEG.ACK =< SND.NXT", Reply.RESET, null, false,
                    a -> a.state().synReceived() && a.ack() != NEW),
            rule("3.10.7.4 fifth, 5961 5.2: ACK of what was never sent, or too old", Reply.ACK, null, false,
                    a -> a.ack() == UNSENT || a.ack() == TOO_OLD),
            rule("3.10.7.4 fifth: LAST-ACK, the FIN is acknowledged", Reply.NOTHING, GONE, false,
                    a -> a.state() == LAST_ACK && a.ack() == NEW),

            rule("3.10.7.4 seventh: text in order", Reply.ACK_OF_TEXT, FOLLOW, true,
                    a -> a.kind() == Kind.DATA && a.state().receives() && a.place() == AT_NEXT),
            rule("3.10.7.4 seventh: text out of order", Reply.ACK, FOLLOW, false,
                    a -> a.kind() == Kind.DATA && a.state().receives()),
            rule("3.10.7.4 seventh: text after the peer's FIN is ignored", Reply.NOTHING, FOLLOW, false,
                    a -> a.kind() == Kind.DATA),
            rule("3.10.7.4 fifth: TIME-WAIT acknowledges a FIN", Reply.ACK, null, false,
                    a -> a.kind().has('F') && a.state() == TIME_WAIT),
            rule("3.10.7.4 eighth: FIN in order", Reply.ACK_OF_TEXT, AFTER_FIN, false,
                    a -> a.kind().has('F') && a.state().receives() && a.place() == AT_NEXT),
            rule("3.10.7.4 eighth: FIN behind a hole, or a second one", Reply.ACK, FOLLOW, false,
                    a -> a.kind().has('F')),
            rule("3.10.7.4 fifth: acceptable ACK", Reply.NOTHING, FOLLOW, false, a -> true));

    private ArrivalRules() {}

    /** What the stack answers. */
    enum Reply {
        NOTHING,
        /** {@code <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>}. */
        ACK,
        /** The same with the segment acknowledged. */
        ACK_OF_TEXT,
        /** The handshake's third segment. */
        ACK_OF_SYN,
        SYN_ACK,
        /** {@code <SEQ=SEG.ACK><CTL=RST>}. */
        RESET,
        /** {@code <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>}. */
        RESET_ACK;

        String text(Situation.Live live, Arrival a, long seq) {
            long end = seq + a.kind().sequenceLength();
            return switch (this) {
                case NOTHING -> "nothing";
                case ACK -> ". seq " + live.sndNxt() + " ack " + live.rcvNxt();
                case ACK_OF_TEXT -> ". seq " + live.sndNxt() + " ack " + end;
                case ACK_OF_SYN -> ". seq " + live.sndNxt() + " ack " + (seq + 1);
                case SYN_ACK -> "S. ack " + (seq + 1);
                case RESET -> "R seq " + live.ack(a.ack());
                case RESET_ACK -> "R. seq 0 ack " + end;
            };
        }
    }

    /**
     * One step of the section.
     *
     * @param next the state's name afterwards, null: the same
     * @param takes whether the application gets the payload
     */
    record Rule(String section, Reply reply, String next, boolean takes, Predicate<Arrival> when) {
        @Override
        public String toString() {
            return section;
        }
    }

    private static Rule rule(String section, Reply reply, String next, boolean takes, Predicate<Arrival> when) {
        return new Rule(section, reply, next, takes, when);
    }

    /** The rule that decides, with its next state worked out for the cell. */
    static Rule deciding(Arrival a) {
        Rule r = ALL.stream().filter(rule -> rule.when().test(a)).findFirst().orElseThrow();
        String next = r.next() == FOLLOW ? afterAck(a) : r.next() == AFTER_FIN ? afterFin(a) : r.next();
        return new Rule(r.section(), r.reply(), next, r.takes(), r.when());
    }

    /** Fifth step: what an acceptable acknowledgement does by itself. */
    private static String afterAck(Arrival a) {
        boolean all = a.ack() == AckNumber.NEW;
        if (a.state().synReceived()) {
            return "ESTAB";
        }
        return all && a.state() == FIN_WAIT_1 ? "FIN-WAIT-2" : all && a.state() == CLOSING ? "TIME-WAIT" : null;
    }

    /** Eighth step. */
    private static String afterFin(Arrival a) {
        if (a.state() == FIN_WAIT_1) {
            return a.ack() == NEW ? "TIME-WAIT" : "CLOSING";
        }
        return a.state() == FIN_WAIT_2 ? "TIME-WAIT" : "CLOSE-WAIT";
    }

    private static boolean above(Arrival a) {
        return a.place() != AT_NEXT && a.place() != Arrival.Place.BELOW;
    }
}
