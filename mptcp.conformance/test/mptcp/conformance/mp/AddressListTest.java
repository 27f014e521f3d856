package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Flow;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses announced and withdrawn, in both versions: RFC 8684 section 3.4; RFC 6824 section 3.4. */
class AddressListTest {
    private static final String SIXTH = "fd00:2::1";

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({73, 77})
    void theLongestAnnouncementLeavesOutTheTimestamps(int version) {
        try (Drill d = Mp.drill(version).address(LinkAddress.of(SIXTH + "/64")).open()) {
            d.peer().timestamps(true).sack(true);
            d.handshakeServer();
            d.inject(d.conn().version() == 0 ? data(1, 1, 100).nop().nop().ts().dss(dss().dack(1).map(1, 1, 100))
                    : data(1, 1, 100).nop().nop().ts().mpCapable());
            d.expect(ack(1, 101).partial().ts().dack(101));
            int id = d.announce(LinkAddress.of(SIXTH).address(), 8081);
            TcpPacket packet = d.expect(ack(1, 101).partial().addAddr(address(id, SIXTH).port(8081)));
            // 30 bytes with HMAC and port: no room for 12 of timestamps; version 0 has no HMAC, and room
            assertEquals(version == 0, packet.option(TcpOption.Timestamps.class).isPresent());
            // the next segment has them again
            d.inject(data(101, 1, 100).nop().nop().ts().dss(dss().dack(1).map(101, 101, 100)));
            d.expect(ack(1, 201).partial().ts().dack(201));
        }
    }

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row({73, 77})
    void announcementsOfBothFamiliesWithAndWithoutPort(int version, boolean v6) {
        LinkAddress four = LinkAddress.of("10.9.0.1/24");
        LinkAddress six = LinkAddress.of("fd00:9::1/64");
        try (Drill d = Mp.drill(version, v6).address(four).address(six).open()) {
            Mp.server(d);
            int port = 9000;
            for (LinkAddress a : List.of(four, six)) {
                int bare = d.announce(a.address(), 0);
                d.expect(ack(1, 101).partial().addAddr(address(bare, a.address().getHostAddress())));
                echo(d, bare, a, 0);
                int with = d.announce(a.address(), ++port);
                d.expect(ack(1, 101).partial().addAddr(address(with, a.address().getHostAddress()).port(port)));
                echo(d, with, a, port);
            }
            d.expectNothing(seconds(500));
        }
    }

    private static void echo(Drill d, int id, LinkAddress a, int port) {
        if (d.conn().version() == 1) {
            var echo = address(id, a.address().getHostAddress()).echo();
            d.inject(ack(101, 1).dack(1).addAddr(port == 0 ? echo : echo.port(port)));
        }
    }

    @Test
    @Row(76)
    void anEchoComesAmidAJoin() {
        try (Drill d = Mp.drill(1).secondAddress().open()) {
            Sock s = Mp.server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(id, "10.0.2.1")));
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin(join().id(5)));
            d.expect(synAck(0, 1).on(b).partial().mpJoin());
            d.inject(ack(101, 1).dack(1).addAddr(address(id, "10.0.2.1").echo()));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(ack(1, 1).on(b).partial().dack(101));
            d.expectNothing(seconds(500));
            assertEquals(2, Mp.connection(d).subflows().size());
            s.expectNoError();
        }
    }

    @Test
    @Row(76)
    void anAnnouncementComesOnTheThirdPacketsSubflow() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(1, 1).on(b).dack(1).addAddr(address(6, "10.0.3.2")));
            d.expect(ack(1, 1).on(b).partial().addAddr(address(6, "10.0.3.2").echo()));
            assertTrue(d.paths().events().contains("addAddr 6 10.0.3.2 0"));
        }
    }

    @Test
    @Row(74)
    void aRepeatedAnnouncementIsEchoedAndToldOnce() {
        try (Drill d = Mp.drill(1).open()) {
            Mp.server(d);
            for (int i = 0; i < 3; i++) {
                d.inject(ack(101, 1).dack(1).addAddr(address(6, "10.0.3.2")));
                d.expect(ack(1, 101).partial().addAddr(address(6, "10.0.3.2").echo()));
            }
            assertEquals(1, d.paths().events().stream().filter(e -> e.startsWith("addAddr")).count());
        }
    }

    @Test
    @Row(83)
    void theNumberOfAnnouncedAddressesIsBounded() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = Mp.server(d);
            for (int id = 1; id <= 40; id++) {
                d.inject(ack(101, 1).dack(1).addAddr(address(id, "10.0.3." + id)));
                d.skipAcks();
            }
            assertEquals(32, d.paths().events().stream().filter(e -> e.startsWith("addAddr")).count());
            assertEquals(8, d.counter("MPTcpExtAddAddrDrop"));
            s.expectNoError();
        }
    }

    // --- REMOVE_ADDR

    @ParameterizedTest
    @MethodSource("mptcp.conformance.mp.Mp#variants")
    @Row(78)
    void withdrawnAddressesOfThePeerLoseTheirSubflows(int version, boolean v6) {
        try (Drill d = Mp.drill(version, v6).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = Mp.server(d);
            d.peer().addressId(5);
            Flow b = d.joinServer("b");
            d.peer().addressId(6);
            Flow c = d.joinServer("c");
            d.peer().addressId(8);
            Flow e = d.joinServer("e");
            d.inject(ack(101, 1).dack(1).removeAddr(5, 6));
            Mp.expectReset(d, b);
            Mp.expectReset(d, c);
            assertEquals(2, Mp.connection(d).subflows().size());
            assertEquals(8, Mp.subflow(d, e).remoteId());
            assertTrue(d.paths().events().containsAll(List.of("removeAddr 5", "removeAddr 6")));
            s.expectNoError();
            assertEquals(2, d.counter("MPTcpExtRmAddr"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(78)
    void dataOfAWithdrawnSubflowGoesToAnother(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.peer().addressId(5);
            Flow b = d.joinServer("b");
            d.prefer("b");
            s.write(300);
            d.expect(data(1, 1, 300).on(b).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 1).dack(1).removeAddr(5));
            Mp.expectReset(d, b);
            d.expect(data(1, 101, 300).partial().dss(dss().dack(101).map(1, 1, 300)));
            d.inject(ack(101, 301).dack(301));
            assertEquals(0, s.socket().unacknowledged());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(79)
    void unknownIdsAreIgnored(int version) {
        try (Drill d = Mp.drill(version).open()) {
            Sock s = Mp.server(d);
            d.joinServer("b");
            d.inject(ack(101, 1).dack(1).removeAddr(77, 200));
            d.expectNothing(seconds(5));
            assertEquals(2, Mp.connection(d).subflows().size());
            assertFalse(d.paths().events().stream().anyMatch(event -> event.startsWith("removeAddr")));
            s.expectNoError();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row(78)
    void ownWithdrawalIsAnnouncedAndEndsItsSubflows(int version) {
        try (Drill d = Mp.drill(version).secondAddress().config(c -> c.profile(WireProfile.BSD)).open()) {
            d.handshakeClient();
            var remote = new InetSocketAddress(d.secondPeerAddress(), 8080);
            Flow b = d.openSubflow("b", d.secondLocalAddress(), remote, false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).dack(1));
            int id = Mp.subflow(d, b).localId();
            d.withdraw(id);
            d.expect(ack(1, 1).partial().removeAddr(id));
            Mp.expectReset(d, b);
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }

    /** Break before make: the peer hears on the next subflow which of its subflows are dead. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({71, 78})
    void addressesThatWentWhileThereWasNoSubflowAreWithdrawnOnTheNext(int version) {
        try (Drill d = Mp.drill(version).secondAddress().open()) {
            Sock s = d.handshakeClient();
            d.stack().removeAddress(d.localAddress());
            d.advance(ms(100));
            Flow b = d.openSubflow("b", d.secondLocalAddress(),
                    new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).dack(1));
            d.expect(ack(1, 1).on(b).partial().removeAddr(0));
            s.write(100).expectNoError();
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(1).map(1, 1, 100)));
            d.inject(ack(1, 101).on(b).dack(101));
            d.expectNothing(seconds(30));
            assertEquals(1, d.counter("MPTcpExtRmAddrTx"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Row({78, 90})
    void anAddressThatIsGoneIsWithdrawnOnWhatIsLeft(int version) {
        try (Drill d = Mp.drill(version).secondAddress().open()) {
            Sock s = d.handshakeClient();
            var remote = new InetSocketAddress(d.secondPeerAddress(), 8080);
            Flow b = d.openSubflow("b", d.secondLocalAddress(), remote, false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin());
            d.expect(ack(1, 1).on(b).partial().mpJoin());
            d.inject(ack(1, 1).on(b).dack(1));
            // that of the first subflow: its id is zero
            d.stack().removeAddress(d.localAddress());
            d.run();
            d.expect(ack(1, 1).on(b).partial().removeAddr(0));
            s.expectNoError().write(100);
            d.expect(data(1, 1, 100).on(b).partial().dss(dss().dack(1).map(1, 1, 100)));
            d.inject(ack(1, 101).on(b).dack(101));
            assertEquals(1, Mp.connection(d).subflows().size());
        }
    }
}
