package mptcp.conformance;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mptcp.api.address.LinkAddress;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;

/** Announcing addresses: RFC 8684 section 3.4.1. */
class AddAddrTest {
    private static final String SECOND = "10.0.2.1";

    /** A server whose first 100 bytes have arrived. */
    private static void server(Drill d) {
        d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.expect(ack(1, 101).dack(101));
    }

    private static List<String> announcements(Drill d) {
        return d.paths().events().stream().filter(e -> e.startsWith("addAddr")).toList();
    }

    private static List<Long> ids(List<TcpPacket> packets) {
        return packets.stream().map(p -> p.option(TcpOption.AddAddr.class)).flatMap(Optional::stream).map(TcpOption.AddAddr::addressId).toList();
    }

    private static long announced(List<TcpPacket> packets) {
        return ids(packets).size();
    }

    @Test
    @Row(73)
    void announcementCarriesTheHmac() {
        try (Drill d = Scripts.mptcp().secondAddress().open()) {
            server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            assertNotEquals(0, id);
            d.expect(ack(1, 101).partial().addAddr(address(id, SECOND)));
        }
    }

    @Test
    @Row(73)
    void announcementCarriesThePort() {
        try (Drill d = Scripts.mptcp().secondAddress().open()) {
            server(d);
            int id = d.announce(d.secondLocalAddress(), 8081);
            d.expect(ack(1, 101).partial().addAddr(address(id, SECOND).port(8081)));
        }
    }

    @Test
    @Row(73)
    void announcementOfTheOtherFamily() {
        try (Drill d = Scripts.mptcp().address(LinkAddress.of("fd00:2::1/64")).open()) {
            server(d);
            var address = LinkAddress.of("fd00:2::1").address();
            int id = d.announce(address, 0);
            d.expect(ack(1, 101).partial().addAddr(address(id, "fd00:2::1")));
            d.inject(ack(101, 1).dack(1).addAddr(address(id, "fd00:2::1").echo()));
            int withPort = d.announce(address, 8081);
            d.expect(ack(1, 101).partial().addAddr(address(withPort, "fd00:2::1").port(8081)));
        }
    }

    /** Linux drops what comes while it has yet to act on another, and so would never join. */
    @Test
    @Row(75)
    void oneGoesWhenTheOneBeforeWasAnswered() {
        try (Drill d = Scripts.mptcp().secondAddress().address(LinkAddress.of("10.0.3.1/24")).open()) {
            server(d);
            int second = d.announce(d.secondLocalAddress(), 0);
            int third = d.announce(LinkAddress.of("10.0.3.1").address(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(second, SECOND)));
            d.expectNothing(ms(20));
            d.inject(ack(101, 1).dack(1).addAddr(address(second, SECOND).echo()));
            d.expect(ack(1, 101).partial().addAddr(address(third, "10.0.3.1")));
        }
    }

    @Test
    @Row(75)
    void oneThatIsNotAnsweredHoldsUpTheNextForItsTimeOnly() {
        try (Drill d = Scripts.mptcp().secondAddress().address(LinkAddress.of("10.0.3.1/24")).open()) {
            server(d);
            int second = d.announce(d.secondLocalAddress(), 0);
            int third = d.announce(LinkAddress.of("10.0.3.1").address(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(second, SECOND)));
            d.advance(seconds(1));
            assertEquals(List.of((long) second, (long) third), ids(d.skip()).subList(0, 2));
        }
    }

    @Test
    @Row(75)
    void oneThatIsWithdrawnHoldsUpNothing() {
        try (Drill d = Scripts.mptcp().secondAddress().address(LinkAddress.of("10.0.3.1/24")).open()) {
            server(d);
            int second = d.announce(d.secondLocalAddress(), 0);
            int third = d.announce(LinkAddress.of("10.0.3.1").address(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(second, SECOND)));
            d.withdraw(second);
            d.advance(ms(20));
            assertEquals(List.of((long) third), ids(d.skip()));
        }
    }

    @Test
    @Row(74)
    void announcementIsToldAndEchoed() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.inject(ack(101, 1).dack(1).addAddr(address(3, "10.0.2.2")));
            d.expect(ack(1, 101).partial().addAddr(address(3, "10.0.2.2").echo()));
            assertEquals(List.of("addAddr 3 10.0.2.2 0"), announcements(d));
        }
    }

    @Test
    @Row(74)
    void echoRepeatsThePort() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.inject(ack(101, 1).addAddr(address(3, "10.0.2.2").port(4433)));
            d.expect(ack(1, 101).partial().addAddr(address(3, "10.0.2.2").port(4433).echo()));
            assertEquals(List.of("addAddr 3 10.0.2.2 4433"), announcements(d));
        }
    }

    @Test
    @Row(74)
    void announcementOfTheOtherFamilyIsTold() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.inject(ack(101, 1).addAddr(address(4, "fd00:2::2").port(4433)));
            d.expect(ack(1, 101).partial().addAddr(address(4, "fd00:2::2").port(4433).echo()));
            assertEquals(List.of("addAddr 4 fd00:2:0:0:0:0:0:2 4433"), announcements(d));
        }
    }

    @Test
    @Row(74)
    void badHmacIsIgnored() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.inject(ack(101, 1).dack(1).addAddr(address(3, "10.0.2.2").badHmac()));
            d.expectNothing(seconds(5));
            assertEquals(List.of(), announcements(d));
        }
    }

    @Test
    @Row(74)
    void announcementRidesOnData() {
        try (Drill d = Scripts.mptcp().open()) {
            server(d);
            d.inject(data(101, 1, 100).dss(dss().map32(101, 101, 100)).addAddr(address(3, "10.0.2.2")));
            List<TcpPacket> answers = d.skip();
            assertEquals(1, announced(answers));
            assertEquals(201, answers.getLast().ack() - d.flow("a").peerIsn());
            assertEquals(List.of("addAddr 3 10.0.2.2 0"), announcements(d));
        }
    }

    @Test
    @Row(75)
    void announcementIsRepeatedUntilTheEcho() {
        try (Drill d = Scripts.mptcp().secondAddress().open()) {
            server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(id, SECOND)));
            d.expectBetween(ms(1), seconds(150), ack(1, 101).partial().addAddr(address(id, SECOND)));
            d.inject(ack(101, 1).dack(1).addAddr(address(id, SECOND).echo()));
            d.expectNothing(seconds(1000));
        }
    }

    /** One with the right id and another address, port or family is no echo of ours. */
    @Test
    @Row(75)
    void anEchoOfSomethingElseDoesNotCount() {
        try (Drill d = Scripts.mptcp().secondAddress().open()) {
            server(d);
            int id = d.announce(d.secondLocalAddress(), 0);
            d.expect(ack(1, 101).partial().addAddr(address(id, SECOND)));
            d.inject(ack(101, 1).dack(1).addAddr(address(id, "10.0.2.9").echo()),
                    ack(101, 1).dack(1).addAddr(address(id, SECOND).port(99).echo()),
                    ack(101, 1).dack(1).addAddr(address(id, "fd00:2::1").echo()));
            d.expectBetween(ms(1), seconds(150), ack(1, 101).partial().addAddr(address(id, SECOND)));
            d.inject(ack(101, 1).dack(1).addAddr(address(id, SECOND).echo()));
            d.expectNothing(seconds(1000));
        }
    }

    @Test
    @Row(75)
    void repetitionIsBounded() {
        try (Drill d = Scripts.mptcp().secondAddress().open()) {
            server(d);
            d.announce(d.secondLocalAddress(), 0);
            d.advance(seconds(3600));
            long seen = announced(d.skip());
            assertTrue(seen >= 2 && seen <= 20, () -> "announced " + seen + " times");
            d.expectNothing(seconds(3600));
        }
    }
}
