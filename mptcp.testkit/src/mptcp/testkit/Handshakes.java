package mptcp.testkit;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import java.net.InetSocketAddress;

/** Handshakes in one line, for scripts that are about what comes after. Not for concurrent use. */
final class Handshakes {
    private final Drill d;
    private final boolean mptcp;

    Handshakes(Drill drill) {
        d = drill;
        mptcp = drill.conn().version() >= 0;
    }

    /**
     * The peer connects on the first flow, in the connection's version (plain TCP if it is -1), and the application
     * accepts. Listens before if nobody did. What the stack acknowledges of the third packet is passed over.
     */
    Sock server() {
        if (!d.listening()) {
            d.listen(Drill.DEFAULT_PORT);
        }
        d.inject(capable(d.peer().offers(syn(0))));
        d.expect(capable(synAck(0, 1).partial()));
        d.inject(capable(d.peer().dress(ack(1, 1))));
        d.skipAcks();
        return d.accept();
    }

    /**
     * The application connects on the first flow and the peer answers. With Multipath TCP a fourth packet with a
     * DATA_ACK makes the connection fully established (RFC 8684 section 3.1).
     */
    Sock client() {
        Sock s = d.connect();
        d.expect(capable(syn(0).partial()));
        d.inject(capable(d.peer().offers(synAck(0, 1))));
        d.expect(capable(ack(1, 1).partial()));
        if (mptcp) {
            d.inject(d.peer().dress(ack(1, 1)).dack(1));
        }
        return s.expectConnected();
    }

    private Segment capable(Segment segment) {
        return mptcp ? segment.mpCapable() : segment;
    }

    /** The peer joins from its second address, and the stack sends the fourth packet. */
    Flow joinServer(String name) {
        Flow flow = d.joinFlow(name);
        d.inject(d.peer().offers(syn(0)).on(flow).mpJoin(join().id(d.peer().addressId())));
        d.expect(synAck(0, 1).on(flow).partial().mpJoin(join().anyBackup()));
        d.inject(d.peer().dress(ack(1, 1)).on(flow).mpJoin());
        d.expect(ack(1, 1).on(flow).partial().dss(dss().dack(ANY)));
        return flow;
    }

    /** The stack opens a subflow to the peer's second address, and the peer sends the fourth packet. */
    Flow joinClient(String name) {
        int port = d.flow(Drill.FIRST_FLOW).remote().getPort();
        Flow flow = d.openSubflow(name, d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), port), false);
        d.expect(syn(0).on(flow).partial().mpJoin());
        d.inject(d.peer().offers(synAck(0, 1)).on(flow).mpJoin(join().id(d.peer().addressId())));
        d.expect(ack(1, 1).on(flow).partial().mpJoin());
        d.inject(d.peer().dress(ack(1, 1)).on(flow).dack(d.conn().side(true).dataNext));
        return flow;
    }
}
