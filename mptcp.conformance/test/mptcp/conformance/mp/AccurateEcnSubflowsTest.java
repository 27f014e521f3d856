package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;

/** ECN as counts (RFC 9768) on subflows: each agrees to it, and counts, by itself. */
class AccurateEcnSubflowsTest {
    private static final int CE = 3;

    private static int count(TcpPacket p) {
        return (p.has(TcpFlags.AE) ? 4 : 0) + (p.has(TcpFlags.CWR) ? 2 : 0) + (p.has(TcpFlags.ECE) ? 1 : 0);
    }

    @Test
    @Row(184)
    void eachSubflowCounts() {
        try (Drill d = Mp.drill(1).config(c -> c.accurateEcnAccept(true).delayedAckNs(0)).open()) {
            d.listen(8080);
            d.inject(segment("SAWE", 0, 0).mss(1460).mpCapable());
            d.expect(segment("S.W", 0, 0).ack(1).partial().mpCapable());
            d.inject(segment(".W", 1, 0).ack(1).mpCapable());
            Sock s = d.accept();
            d.inject(segment(".PAE", 1, 100).ack(1).mpCapable().trafficClass(CE));
            TcpPacket first = d.skip().getLast();
            assertEquals(6, count(first), "of the first");

            Flow b = d.joinFlow("b");
            d.inject(segment("SAWE", 0, 0).on(b).mss(1460).mpJoin(join().id(1)));
            d.expect(segment("S.W", 0, 0).ack(1).on(b).partial().mpJoin(join().anyBackup()));
            d.inject(segment(".W", 1, 0).ack(1).on(b).mpJoin());
            d.expect(segment(".AE", 1, 0).ack(1).on(b).partial().dss(dss().dack(ANY)));
            for (int i = 0; i < 2; i++) {
                d.inject(segment(".PAE", 1 + 50 * i, 50).ack(1).on(b).dss(dss().dack(1).map(101 + 50 * i, 1 + 50 * i, 50)).trafficClass(CE));
            }
            assertEquals(7, count(d.skip().getLast()), "of the second");
            s.read(200).write(100);
            assertTrue(d.skip().stream().filter(p -> p.payload().length > 0).allMatch(p -> p.trafficClass() == 2));
        }
    }

    /** The joining end asks for it again; what the server agrees to there is of that subflow alone. */
    @Test
    @Row(184)
    void aJoinMayDoWithout() {
        try (Drill d = Mp.drill(1).config(c -> c.ecn(true).accurateEcn(true)).open()) {
            Sock s = d.connect();
            d.expect(segment("SAWE", 0, 0).partial().mpCapable());
            d.inject(segment("S.W", 0, 0).ack(1).mss(1460).mpCapable());
            d.expect(segment(".W", 1, 0).ack(1).partial().mpCapable());
            s.write(100);
            d.expect(segment(".PAE", 1, 100).ack(1).partial().mpCapable().trafficClass(2));
            d.inject(segment(".AE", 1, 0).ack(101).dack(101));
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(segment("SAWE", 0, 0).on(b).partial().mpJoin());
            d.inject(segment("S.", 0, 0).ack(1).on(b).mss(1460).mpJoin(join().id(1)));
            d.expect(segment(".", 1, 0).ack(1).on(b).partial().mpJoin());
        }
    }
}
