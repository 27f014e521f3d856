package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import mptcp.testkit.Drill;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that cuts segments up: on the wire it makes no difference. */
class SuperSegmentTest {
    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFlightIsTheSameSegmentsInFewerPackets(boolean v6) {
        try (Drill d = Tcp.plain(v6).superSegments().open()) {
            Sock s = Sending.open(d, true, ms(100));
            s.write(20_000);
            List<TcpPacket> flight = d.skip();
            assertEquals(numbers(0, 10), flight.stream().map(p -> Sending.number(d, p)).toList());
            assertTrue(flight.stream().allMatch(p -> p.payload().length == Sending.MSS));
            assertEquals(2, d.link().superSegments()); // no more than half a window is one
            d.advance(ms(100));
            d.inject(Sending.acks(10));
            flight = d.skip();
            assertEquals(numbers(10, 20), flight.stream().map(p -> Sending.number(d, p)).toList());
            assertTrue((flight.getLast().flags() & TcpFlags.PSH) != 0); // it is the last of what was written
        }
    }

    /** What was sent as one packet is known segment by segment where SACK blocks tell of it. */
    @Test
    void holesInASuperSegmentAreFilled() {
        try (Drill d = Tcp.plain().superSegments().open()) {
            Sock s = Sending.open(d, true, ms(100));
            s.write(10_000);
            assertEquals(numbers(0, 10), Sending.sent(d));
            d.advance(ms(100));
            d.inject(Sending.acks(1, 2, 3));
            d.inject(Sending.acks(1, 2, 3, 4, 5));
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 7));
            assertEquals(List.of(1), Sending.sent(d));
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 8));
            d.inject(Sending.acks(1, 2, 3, 4, 5, 6, 10));
            d.inject(Sending.acks(3, 4, 5, 6, 10));
            d.inject(Sending.acks(5, 6, 10));
            assertEquals(List.of(3, 5), Sending.sent(d));
            d.inject(Sending.acks(10));
            assertEquals("OPEN", Tcp.subflow(d).loss());
        }
    }
}
