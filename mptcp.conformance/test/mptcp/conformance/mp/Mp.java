package mptcp.conformance.mp;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import java.util.List;
import java.util.stream.Stream;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.params.provider.Arguments;

/** What the scripts about Multipath TCP have in common. */
final class Mp {
    /** What a stack advertises over Ethernet. */
    static final int MSS_V4 = 1460;
    static final int MSS_V6 = 1440;

    private Mp() {}

    /** Version and address family: {@code (version, v6)}. */
    static Stream<Arguments> variants() {
        return Stream.of(Arguments.of(0, false), Arguments.of(0, true), Arguments.of(1, false), Arguments.of(1, true));
    }

    /** A stack of this version that acknowledges at the end of the turn, so that scripts need no patience. */
    static DrillBuilder drill(int version, boolean v6) {
        return (v6 ? Drill.v6() : Drill.v4()).config(c -> c.mptcpVersion(version).delayedAckNs(0));
    }

    static DrillBuilder drill(int version) {
        return drill(version, false);
    }

    static int mss(boolean v6) {
        return v6 ? MSS_V6 : MSS_V4;
    }

    /** A server without Nagle's algorithm whose first 100 bytes have arrived and were read. */
    static Sock server(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        Sock s = d.handshakeServer();
        d.inject(first(d, 100));
        d.expect(ack(1, 101).partial().dack(101));
        return s.read(100);
    }

    /** The first data of a peer that opened: in version 1 with MP_CAPABLE, in version 0 with DSS. */
    static Segment first(Drill d, int bytes) {
        Segment segment = data(1, 1, bytes);
        return d.conn().version() == 0 ? segment.dss(dss().dack(1).map(1, 1, bytes)) : segment.mpCapable();
    }

    /** A client that has sent 100 bytes, which were acknowledged. */
    static Sock client(Drill d) {
        Sock s = d.connect(SocketConfig.DEFAULT.withNoDelay(true));
        d.expect(syn(0).partial().mpCapable());
        d.inject(synAck(0, 1).mss(MSS_V4).mpCapable());
        d.expect(ack(1, 1).partial().mpCapable());
        s.write(100);
        d.expect(d.conn().version() == 0 ? data(1, 1, 100).partial().dss(dss().map(1, 1, 100))
                : data(1, 1, 100).partial().mpCapable());
        d.inject(ack(1, 101).dack(101));
        return s.expectConnected();
    }

    /** The only connection of the stack. */
    static ConnectionSnapshot connection(Drill d) {
        return d.stack().inspector().connections().getFirst();
    }

    static SubflowSnapshot subflow(Drill d, Flow flow) {
        return connection(d).subflows().stream()
                .filter(s -> s.remote().equals(flow.remote()) && s.local().equals(flow.local()))
                .findFirst()
                .orElseThrow(() -> d.failure("the connection shows no subflow on " + flow));
    }

    /** The next packet resets the flow. */
    static void expectReset(Drill d, Flow flow) {
        d.expectOneOf(rst(ANY).on(flow).anyOptions(), rstAck(ANY, ANY).on(flow).anyOptions());
    }

    /** The next packet resets the flow, in version 1 with this reason. */
    static void expectReset(Drill d, Flow flow, int reason, boolean mayPass) {
        Segment bare = rst(ANY).on(flow).partial();
        Segment acking = rstAck(ANY, ANY).on(flow).partial();
        if (d.conn().version() == 1) {
            bare.tcpRst(mayPass ? 1 : 0, reason);
            acking.tcpRst(mayPass ? 1 : 0, reason);
        }
        d.expectOneOf(bare, acking);
    }

    /** Counts the packets that carry an option. */
    static long count(List<TcpPacket> packets, Class<? extends TcpOption> option) {
        return packets.stream().filter(p -> p.option(option).isPresent()).count();
    }
}
