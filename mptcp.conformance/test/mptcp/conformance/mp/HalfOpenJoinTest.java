package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins of somebody who saw the token and has no key: RFC 8684 sections 3.2 and 5.1. */
class HalfOpenJoinTest {
    private static final int PROHIBITED = 3;
    private static final String DROPPED = "MPTcpExtMPJoinHalfOpenDrop";

    private static void forged(Drill d, int i, InetAddress from) {
        Flow x = d.flow("x" + i, new InetSocketAddress(d.localAddress(), 8080), new InetSocketAddress(from, 10_000 + i));
        d.inject(syn(0).on(x).mss(1460).mpJoin());
        d.expect(synAck(0, 1).on(x).partial().mpJoin(join().id(ANY)));
    }

    /** Forged SYNs before a genuine join, and amid it: it is admitted at once. */
    @ParameterizedTest
    @CsvSource({"12, 0", "0, 12", "2000, 0", "10000, 0", "500, 500", "0, 10000", "100, 6000"})
    @Row({38, 41})
    void theyKeepNobodyOut(int before, int amid) {
        try (Drill d = Mp.drill(1).config(c -> c.maxSubflows(2)).open()) {
            Sock s = Mp.server(d);
            for (int i = 0; i < before; i++) {
                forged(d, i, Script.inet("10.0.66.6"));
            }
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(ANY)));
            for (int i = before; i < before + amid; i++) {
                forged(d, i, Script.inet("10.0.66.6"));
            }
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            assertEquals(2, Mp.connection(d).subflows().size());
            assertEquals(Math.max(0, before + amid + 1 - 4096), d.counter(DROPPED));
            s.expectNoError();
        }
    }

    /** Each from an address of its own, in one round trip of a genuine join that came amid them. */
    @ParameterizedTest
    @ValueSource(ints = {512, 4000})
    @Row({38, 41})
    void spoofedAddressesPushNobodyOut(int forged) {
        try (Drill d = Mp.drill(1).config(c -> c.maxSubflows(2)).open()) {
            Mp.server(d);
            for (int i = 0; i < 40; i++) {
                forged(d, i, spoofed(i));
            }
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(ANY)));
            for (int i = 40; i < forged; i++) {
                forged(d, i, spoofed(i));
            }
            d.advance(ms(20));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            assertEquals(2, Mp.connection(d).subflows().size());
            assertEquals(0, d.counter(DROPPED));
            assertEquals(20_000_000, Mp.subflow(d, b).srttNs(), "the round trip is that of the SYN/ACK");
        }
    }

    private static InetAddress spoofed(int i) {
        return Script.inet("10.0." + (20 + i / 200) + "." + (1 + i % 200));
    }

    /** In a crowd the answer is not repeated by itself: the peer's SYN brings it again, and it is the same. */
    @Test
    @Row({38, 41})
    void whoAsksAgainInACrowdGetsTheSameAnswer() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            for (int i = 0; i < 40; i++) {
                forged(d, i, spoofed(i));
            }
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            TcpPacket first = d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(ANY)));
            d.advance(ms(500));
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            TcpPacket again = d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(ANY)));
            assertEquals(first.seq(), again.seq());
            assertEquals(first.option(TcpOption.JoinSynAck.class), again.option(TcpOption.JoinSynAck.class));
            // an acknowledgement that proves nothing does not make it whole; one that does, does
            d.inject(ack(1, 500).on(b).mpJoin());
            d.expect(rst(500).on(b).anyOptions());
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            d.inject(data(1, 1, 100).at(100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.skip();
            s.read(100);
        }
    }

    /** From as many addresses as the flood has: the genuine one has as long as a connection's limit lasts. */
    @Test
    @Row({38, 41})
    void theOldestMakesRoom() {
        try (Drill d = Mp.drill(1).config(c -> c.maxHalfOpenJoinsPerConnection(16)).open()) {
            Mp.server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(ANY)));
            for (int i = 0; i < 15; i++) {
                forged(d, i, Script.inet("10.0.66." + (1 + i)));
            }
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            assertEquals(0, d.counter(DROPPED));
            for (int i = 15; i < 18; i++) {
                forged(d, i, Script.inet("10.0.66." + (1 + i)));
            }
            assertEquals(2, d.counter(DROPPED));
            // the first of them is gone: whoever acknowledges it is told so
            d.inject(ack(1, 1).on("x0").mpJoin());
            d.expect(rst(1).on("x0").anyOptions());
        }
    }

    /** Nobody is asked about a subflow that may never be, and nothing is kept of it for long. */
    @Test
    @Row({38, 41})
    void theyAreForgotten() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            for (int i = 0; i < 40; i++) {
                forged(d, i, Script.inet("10.0.66.6"));
            }
            assertEquals(1, Mp.connection(d).subflows().size());
            d.advance(seconds(300));
            int answers = d.skip().size();
            assertTrue(answers <= 8 * 2 + 32 * 4, () -> answers + " repetitions to somebody who may never have asked");
            d.expectNothing(seconds(300));
            assertEquals(0, d.paths().events().stream().filter(e -> e.startsWith("subflow")).count() - 1);
            s.expectNoError();
        }
    }

    /** Two begin while there is room for one: the limits hold when they have proven themselves. */
    @Test
    @Row(41)
    void theLimitHoldsWhenTheyAreProven() {
        try (Drill d = Mp.drill(1).config(c -> c.maxSubflows(2)).open()) {
            Mp.server(d);
            begin(d, "b");
            begin(d, "c");
            d.inject(ack(1, 1).on("c").mpJoin());
            d.expect(ack(1, 1).on("c").partial().dack(101));
            d.inject(ack(1, 1).on("b").mpJoin());
            Mp.expectReset(d, d.flow("b"), PROHIBITED, false);
            assertEquals(2, Mp.connection(d).subflows().size());
            assertEquals(1, d.counter("MPTcpExtMPJoinRejectedLimit"));
        }
    }

    @Test
    @Row(41)
    void thePathManagerIsAskedAgainWhenTheyAreProven() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            begin(d, "b");
            d.paths().admit(false);
            d.inject(ack(1, 1).on("b").mpJoin());
            Mp.expectReset(d, d.flow("b"), PROHIBITED, false);
            assertEquals(1, Mp.connection(d).subflows().size());
            assertEquals(1, d.counter("MPTcpExtMPJoinRejectedPolicy"));
        }
    }

    private static void begin(Drill d, String name) {
        Flow flow = d.joinFlow(name);
        d.inject(syn(0).on(flow).mss(1460).mpJoin());
        d.expect(synAck(0, 1).on(flow).partial().mpJoin(join().id(ANY)));
    }

    /** What the id of a join that has begun stands for is not changed under it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Row({40, 73})
    void theIdThatTheyWereToldIsTheirs(boolean finishes) {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Mp.server(d);
            Flow b = d.flow("b", new InetSocketAddress(d.secondLocalAddress(), 8080), new InetSocketAddress(
                    d.secondPeerAddress(), 40_500));
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().id(1)));
            for (int port = 2; port <= 255; port++) {
                assertEquals(port, d.announce(d.localAddress(), 9000 + port));
                d.skip();
            }
            int[] refused = {0};
            d.command("announce one more", c -> {
                refused[0] = c.announce(d.localAddress(), 9999);
                return true;
            });
            assertEquals(-1, refused[0]);
            if (finishes) {
                d.inject(ack(1, 1).on(b).mpJoin());
                d.expect(ack(1, 1).on(b).partial().dack(101));
                assertEquals(1, Mp.subflow(d, b).localId());
            } else {
                d.inject(rst(1).on(b));
                assertEquals(1, d.announce(d.localAddress(), 9999));
            }
            d.advance(seconds(1000));
            d.skip();
        }
    }
}
