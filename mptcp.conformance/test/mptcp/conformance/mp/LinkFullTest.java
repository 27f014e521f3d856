package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import mptcp.conformance.LinkFull;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal that is due while the link has no room is not lost with the packet that did not leave, and counts once. */
class LinkFullTest {
    private static void once(Drill d, List<TcpPacket> left, Class<? extends TcpOption> option, String counter) {
        assertEquals(1, Mp.count(left, option), () -> "" + left);
        assertEquals(1, d.counter(counter));
    }

    @Test
    void priority() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            d.joinServer("b");
            once(d, LinkFull.during(d, () -> d.setBackup("b", true)), TcpOption.MpPrio.class, "MPTcpExtMPPrioTx");
        }
    }

    @Test
    void announcementAndWithdrawal() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            int[] id = new int[1];
            once(d, LinkFull.during(d, () -> id[0] = d.announce(d.secondLocalAddress(), 0)), TcpOption.AddAddr.class,
                    "MPTcpExtAddAddrTx");
            d.inject(ack(101, 1).dack(1).addAddr(address(id[0], "10.0.2.1").echo()));
            once(d, LinkFull.during(d, () -> d.withdraw(id[0])), TcpOption.RemoveAddr.class, "MPTcpExtRmAddrTx");
        }
    }

    @Test
    void echo() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            once(d, LinkFull.during(d, () -> d.inject(ack(101, 1).dack(1).addAddr(address(6, "10.0.3.2")))),
                    TcpOption.AddAddr.class, "MPTcpExtEchoAddTx");
        }
    }

    /** The next one goes when the first was answered. And data takes the acknowledgement that they were to have. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 5000})
    void announcementsBesideData(int bytes) {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            int[] first = {0};
            List<TcpPacket> left = LinkFull.during(d, () -> {
                first[0] = d.announce(d.secondLocalAddress(), 0);
                d.announce(d.secondLocalAddress(), 8081);
                d.setBackup("a", true);
                d.inject(data(101, 1, 500).dss(dss().dack(1).map(101, 101, 500)));
                if (bytes > 0) {
                    s.write(bytes);
                }
            });
            assertEquals(1, Mp.count(left, TcpOption.AddAddr.class), () -> "" + left);
            assertEquals(1, Mp.count(left, TcpOption.MpPrio.class), () -> "" + left);
            assertEquals(1, d.counter("MPTcpExtAddAddrTx"));
            assertEquals(1, d.counter("MPTcpExtMPPrioTx"));
            assertEquals(bytes, left.stream().mapToInt(p -> p.payload().length).sum());
            d.inject(ack(601, 1).dack(1).addAddr(address(first[0], d.secondLocalAddress().getHostAddress()).echo()));
            assertEquals(1, Mp.count(d.skip(), TcpOption.AddAddr.class));
            assertEquals(2, d.counter("MPTcpExtAddAddrTx"));
            s.read(500);
        }
    }

    /** Several at once, and an acknowledgement that is owed besides. */
    @Test
    void allOfThem() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            Flow b = d.joinServer("b");
            List<TcpPacket> left = LinkFull.during(d, () -> {
                d.setBackup("b", true);
                d.announce(d.secondLocalAddress(), 0);
                d.inject(ack(1, 1).on(b).dack(1).addAddr(address(6, "10.0.3.2")));
                d.inject(data(101, 1, 500).dss(dss().dack(1).map(101, 101, 500)));
            });
            assertEquals(1, Mp.count(left, TcpOption.MpPrio.class), () -> "" + left);
            assertEquals(2, Mp.count(left, TcpOption.AddAddr.class), () -> "" + left);
            assertTrue(left.stream().anyMatch(p -> acks(d, p, 601)), () -> "" + left);
            assertEquals(1, d.counter("MPTcpExtMPPrioTx"));
            assertEquals(1, d.counter("MPTcpExtAddAddrTx"));
            assertEquals(1, d.counter("MPTcpExtEchoAddTx"));
            s.read(500);
        }
    }

    @Test
    void checksumFailure() {
        try (Drill d = Mp.drill(1).config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Mp.server(d);
            List<TcpPacket> left = LinkFull.during(d,
                    () -> d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100).badChecksum())));
            assertTrue(Mp.count(left, TcpOption.MpFail.class) >= 1, () -> "" + left);
            assertEquals(Mp.count(left, TcpOption.MpFail.class), d.counter("MPTcpExtMPFailTx"));
        }
    }

    /** The connection is over at once, and its last packet, with the signal, leaves when there is room; as for any subflow. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void endAtOnce(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.joinServer("b");
            List<TcpPacket> left = LinkFull.during(d, s::abort);
            int each = version == 1 ? 2 : 1; // in version 1 on the reset of each subflow
            assertEquals(each, Mp.count(left, TcpOption.FastClose.class), () -> "" + left);
            assertEquals(each, d.counter("MPTcpExtMPFastcloseTx"));
        }
    }

    /** A subflow alone is reset; in version 1 its reason goes with it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void resetOfASubflow(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            List<TcpPacket> left = LinkFull.during(d, () -> d.inject(data(1, 1, 100).on(b))); // without a mapping
            d.skip();
            assertEquals(version, Mp.count(left, TcpOption.TcpRst.class), () -> "" + left);
            assertEquals(version, d.counter("MPTcpExtMPRstTx"));
            assertEquals(1, left.stream().filter(p -> p.has(TcpFlags.RST)).count());
        }
    }

    /** MP_FAIL of the peer on the only subflow: the next data, and that alone, says from where on it is plain. */
    @Test
    void infiniteMapping() {
        try (Drill d = Mp.drill(1).config(c -> c.checksums(true)).open()) {
            d.conn().peerChecksums(true);
            Sock s = Mp.server(d);
            s.write(200);
            d.expect(data(1, 101, 200).partial().dss(dss().dack(101).map(1, 1, 200)));
            d.inject(ack(101, 201).dack(1).mpFail(1));
            d.skip();
            long before = d.counter("MPTcpExtInfiniteMapTx"); // acknowledgements said it too
            List<TcpPacket> left = LinkFull.during(d, () -> s.write(300));
            List<TcpPacket> infinite = left.stream().filter(p -> p.option(TcpOption.Dss.class)
                    .filter(o -> o.ssn() > 0 && o.length() == 0).isPresent()).toList();
            assertEquals(1, infinite.size(), () -> "" + left);
            assertEquals(300, left.stream().mapToInt(p -> p.payload().length).sum());
            assertEquals(before + 1, d.counter("MPTcpExtInfiniteMapTx"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void endOfTheData(int bytes) {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            List<TcpPacket> left = LinkFull.during(d, () -> {
                if (bytes > 0) {
                    s.write(bytes);
                }
                s.shutdownOutput();
            });
            // data that was given before the end was known tells of it, too
            assertEquals(bytes > 0 ? 2 : 1, left.stream().filter(LinkFullTest::endsData).count(), () -> "" + left);
            assertEquals(bytes, left.stream().mapToInt(p -> p.payload().length).sum());
            assertEquals(1, d.counter("MPTcpExtDataFinTx"));
        }
    }

    private static boolean acks(Drill d, TcpPacket p, int position) {
        return p.destinationPort() == d.flow("a").remote().getPort() && p.ack() - d.flow("a").peerIsn() == position;
    }

    private static boolean endsData(TcpPacket p) {
        return p.option(TcpOption.Dss.class).filter(o -> o.dataFin() == 1).isPresent();
    }

    @Test
    void thirdPacket() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = d.connect();
            d.expect(syn(0).partial().mpCapable());
            List<TcpPacket> left = LinkFull.during(d, () -> d.inject(synAck(0, 1).mss(1460).mpCapable()));
            assertEquals(1, Mp.count(left, TcpOption.MpCapable.class), () -> "" + left);
            s.expectConnected();
        }
    }

    @Test
    void openingOfAConnection() {
        try (Drill d = Mp.drill(1).open()) {
            d.link().room(0);
            d.connect();
            d.advance(ms(5));
            d.link().room(64);
            d.expectWithin(ms(50), syn(0).partial().mpCapable());
            assertEquals(1, d.counter("MPTcpExtMPCapableSYNTX"));
        }
    }

    @Test
    void thirdPacketOfAJoin() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.client(d);
            d.inject(ack(1, 101).dack(101));
            d.link().room(0);
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.advance(ms(5));
            d.link().room(64);
            d.expectWithin(ms(50), syn(0).on(b).partial().mpJoin());
            assertEquals(1, d.counter("MPTcpExtMPJoinSynTx"));
            List<TcpPacket> left = LinkFull.during(d, () -> d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(4))));
            assertTrue(Mp.count(left, TcpOption.JoinAck.class) >= 1, () -> "" + left); // it is repeated every two round trips
        }
    }

    @Test
    void answersOfAJoin() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinFlow("b");
            List<TcpPacket> left = LinkFull.during(d, () -> d.inject(syn(0).on(b).mss(1460).mpJoin(join().id(4))));
            assertEquals(1, Mp.count(left, TcpOption.JoinSynAck.class), () -> "" + left);
            List<TcpPacket> fourth = LinkFull.during(d, () -> d.inject(ack(1, 1).on(b).mpJoin()));
            assertEquals(1, fourth.size(), () -> "" + fourth);
            assertTrue(Mp.subflow(d, b).state().startsWith("ESTAB"));
        }
    }
}
