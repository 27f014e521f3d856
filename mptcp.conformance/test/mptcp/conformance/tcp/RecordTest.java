package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MSG_EOR: no segment has bytes of two records, the first time and when it is sent again. */
class RecordTest {
    private static final List<Integer> RECORDS = List.of(400, 400, Tcp.MSS, Tcp.MSS, 500);

    /** Five segments' worth in three writes, behind a first one that keeps Nagle's algorithm waiting. */
    private static void write(Sock s) {
        record(s, 400);
        record(s, 400);
        s.write(2500);
    }

    private static void record(Sock s, int length) {
        s.socket().endRecord(s.socket().written() + length);
        s.write(length);
    }

    private static List<Integer> lengths(Drill d) {
        return d.skip().stream().map(p -> p.payload().length).filter(n -> n > 0).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void segmentsEndWithRecords(boolean superSegments) {
        try (Drill d = (superSegments ? Tcp.plain().superSegments() : Tcp.plain()).open()) {
            Sock s = Sending.open(d, true, ms(100));
            s.socket().reconfigure(s.socket().config().withNoDelay(true));
            write(s);
            assertEquals(RECORDS, lengths(d));
        }
    }

    /** What waited because it was small, and the last, waits no more when bytes of another record are behind it. */
    @Test
    void aRecordWithMoreBehindItIsNotHeldBack() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = Sending.open(d, true, ms(100));
            record(s, 400);
            assertEquals(List.of(400), lengths(d));
            record(s, 400);
            assertEquals(List.of(), lengths(d), "a small segment is not acknowledged");
            record(s, 300);
            assertEquals(List.of(400), lengths(d));
            d.advance(ms(100));
            d.inject(Script.ack(1, 801));
            assertEquals(List.of(300), lengths(d));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theyEndThereWhenTheyAreSentAgain(boolean superSegments) {
        try (Drill d = (superSegments ? Tcp.plain().superSegments() : Tcp.plain()).open()) {
            Sock s = Sending.open(d, false, ms(100));
            s.socket().reconfigure(s.socket().config().withNoDelay(true));
            write(s);
            assertEquals(RECORDS, lengths(d));
            d.advance(ms(500));
            assertEquals(List.of(400, 400), lengths(d), "as much as a window of one segment admits");
            d.inject(Script.ack(1, 801));
            assertEquals(List.of(1000), lengths(d));
        }
    }
}
