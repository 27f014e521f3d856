package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the receiver reports: RFC 2018 section 4, and duplicates by RFC 2883 section 4. */
class SackTest {
    private static Sock open(Drill d) {
        d.peer().sack(true);
        return d.handshakeServer();
    }

    /** The block with the segment that came last is first; the others repeat what was reported most recently. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(110)
    void theNewestBlockIsFirst(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = open(d);
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1).sack(201, 301));
            d.inject(data(401, 1, 100));
            d.expect(ack(1, 1).sack(401, 501, 201, 301));
            d.inject(data(301, 1, 50));
            d.expect(ack(1, 1).sack(201, 351, 401, 501));
            d.inject(data(351, 1, 50));
            d.expect(ack(1, 1).sack(201, 501));
            d.inject(data(1, 1, 200));
            d.expect(ack(1, 501));
            s.read(500);
        }
    }

    /** Section 4: "repeating the most recently reported SACK blocks". */
    @Test
    @Row(110)
    void olderBlocksInOrderOfTheirReport() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(801, 1, 100));
            d.expect(ack(1, 1).sack(801, 901));
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1).sack(201, 301, 801, 901));
            d.inject(data(601, 1, 100));
            d.expect(ack(1, 1).sack(601, 701, 201, 301, 801, 901));
            d.inject(data(401, 1, 100));
            d.expect(ack(1, 1).sack(401, 501, 601, 701, 201, 301, 801, 901));
        }
    }

    /** Four blocks fit, three beside timestamps. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(110)
    void asManyBlocksAsFit(boolean timestamps) {
        try (Drill d = Tcp.plain().open()) {
            d.peer().timestamps(timestamps);
            open(d);
            for (int i = 1; i <= 6; i++) {
                d.inject(timestamps ? data(1 + 200L * i, 1, 100).ts() : data(1 + 200L * i, 1, 100));
            }
            var last = d.skip().getLast();
            var blocks = last.option(TcpOption.Sack.class).orElseThrow().blocks();
            assertEquals(timestamps ? 3 : 4, blocks.size());
            assertEquals(1201, (int) blocks.getFirst().start() - d.flow("a").peerIsn());
        }
    }

    @Test
    @Row(110)
    void noneWithoutNegotiation() {
        try (Drill d = Tcp.plain().open()) {
            d.handshakeServer();
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1));
        }
    }

    /** Blocks travel with data as well. */
    @Test
    @Row(110)
    void blocksOnData() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = open(d);
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1).sack(201, 301));
            s.write(10);
            d.expect(data(1, 1, 10).sack(201, 301));
        }
    }

    /** RFC 2883 section 4.1: a duplicate below the acknowledgement is reported once, in the first block. */
    @Test
    @Row(110)
    void aDuplicateBelow() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101));
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101).sack(1, 101));
            d.inject(data(101, 1, 100));
            d.expect(ack(1, 201));
            d.inject(data(151, 1, 100)); // half of it is old
            d.expect(ack(1, 251).sack(151, 201));
        }
    }

    /** Section 4.1, example 3: a duplicate of what waits: it, and then the block that holds it. */
    @Test
    @Row(110)
    void aDuplicateInTheQueue() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(201, 1, 300));
            d.expect(ack(1, 1).sack(201, 501));
            d.inject(data(301, 1, 100));
            d.expect(ack(1, 1).sack(301, 401, 201, 501));
            d.inject(data(701, 1, 100));
            d.expect(ack(1, 1).sack(701, 801, 201, 501));
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1).sack(201, 301, 201, 501, 701, 801));
        }
    }

    /** Section 4.2: of several duplicate pieces the first is reported. */
    @Test
    @Row(110)
    void aSegmentThatIsPartlyDuplicate() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1).sack(201, 301));
            d.inject(data(151, 1, 200));
            d.expect(ack(1, 1).sack(201, 301, 151, 351));
        }
    }

    /** A FIN in the queue is no data: no block covers it. */
    @Test
    @Row(110)
    void aFinBehindAHole() {
        try (Drill d = Tcp.plain().open()) {
            open(d);
            d.inject(data(201, 1, 100));
            d.expect(ack(1, 1).sack(201, 301));
            d.inject(fin(301, 1));
            d.expect(ack(1, 1).sack(201, 301));
            d.inject(data(1, 1, 200));
            d.expect(ack(1, 302));
        }
    }
}
