package mptcp.conformance.tcp;

import static mptcp.testkit.Script.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mptcp.conformance.tcp.Arrival.AckNumber;
import mptcp.conformance.tcp.Arrival.Kind;
import mptcp.conformance.tcp.Arrival.Place;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every state against every kind of segment, at every kind of place in the sequence space and with every kind of
 * acknowledgement number: what comes of it is looked up in {@link ArrivalRules}, the table of RFC 9293 section 3.10.7.
 */
class StateMatrixTest {
    @TestFactory
    @Row(99)
    Stream<DynamicContainer> everyCellOverIpv4() {
        return matrix(false, EnumSet.allOf(Place.class));
    }

    @TestFactory
    @Row(99)
    Stream<DynamicContainer> cellsAtTheEdgesOverIpv6() {
        return matrix(true, EnumSet.of(Place.AT_NEXT, Place.EDGE));
    }

    private static Stream<DynamicContainer> matrix(boolean v6, Set<Place> places) {
        return Stream.of(Situation.values()).map(state -> DynamicContainer.dynamicContainer(state.name(),
                cells(state).stream().filter(cell -> places.contains(cell.place())).map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> run(v6, cell)))));
    }

    /** Each rule of the table decides at least one cell, so none is there in vain. */
    @Test
    @Row(99)
    void everyRuleDecidesACell() {
        Set<String> used = new TreeSet<>();
        for (Situation state : Situation.values()) {
            cells(state).forEach(cell -> used.add(ArrivalRules.deciding(cell).toString()));
        }
        assertEquals(new TreeSet<>(ArrivalRules.ALL.stream().map(ArrivalRules.Rule::toString).toList()), used);
    }

    private static List<Arrival> cells(Situation state) {
        List<Arrival> cells = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Place place : state.places()) {
                Set<AckNumber> acks = !kind.acks() ? EnumSet.of(AckNumber.NONE)
                        : place.inWindow() ? state.ackNumbers() : EnumSet.of(AckNumber.DUPLICATE);
                acks.forEach(ack -> cells.add(new Arrival(state, kind, place, ack)));
            }
        }
        return cells;
    }

    private static void run(boolean v6, Arrival cell) {
        ArrivalRules.Rule rule = ArrivalRules.deciding(cell);
        try (Drill d = Tcp.plain(v6).config(c -> c.receiveBuffer(Situation.WINDOW, Situation.WINDOW))
                .mtu(v6 ? 1084 : 1064).open()) {
            Situation.Live live = cell.state().enter(d);
            long seq = live.seq(cell.place());
            Segment s = segment(cell.kind().flags(), seq, cell.kind().length());
            if (cell.kind().acks()) {
                s.ack(live.ack(cell.ack()));
            }
            d.note(cell + " decided by " + rule);
            d.inject(s);
            List<TcpPacket> replies = d.skip();
            String reply = replies.isEmpty() ? "nothing" : describe(d, replies.getFirst());
            check(d, "reply", rule.reply().text(live, cell, seq), reply);
            check(d, "replies", replies.isEmpty() ? 0 : 1, replies.size());
            check(d, "state", rule.next() == null ? cell.state().label() : rule.next(), Tcp.state(d));
            if (live.socket() != null && rule.next() != ArrivalRules.GONE) {
                check(d, "bytes taken", rule.takes() ? (long) cell.kind().length() : 0L, live.socket().socket().available());
            }
        }
    }

    private static void check(Drill d, String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw d.failure("  " + what + ": expected " + expected + ", was " + actual);
        }
    }

    /** Flags and relative numbers; the sequence number of a SYN/ACK is the stack's choice. */
    private static String describe(Drill d, TcpPacket p) {
        String flags = TcpFlags.text(p.flags());
        int seq = d.flow("a").stackIsnOr(0);
        String text = flags + (p.has(TcpFlags.SYN) ? "" : " seq " + (p.seq() == 0 ? 0 : p.seq() - seq));
        return p.has(TcpFlags.ACK) ? text + " ack " + (p.ack() - d.flow("a").peerIsn()) : text;
    }
}
