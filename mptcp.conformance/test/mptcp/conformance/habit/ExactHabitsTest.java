package mptcp.conformance.habit;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the exact profile does as the kernel does, and the others doubt their peer; each test shows both answers. */
class ExactHabitsTest {
    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).delayedAckNs(0));
    }

    private static DrillBuilder checked(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).delayedAckNs(0).checksums(true));
    }

    private static boolean exact(WireProfile profile) {
        return profile == WireProfile.LINUX_EXACT;
    }

    /** A server without Nagle's algorithm whose first 100 bytes have arrived and were read. */
    private static Sock server(Drill d) {
        d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
        Sock s = d.handshakeServer();
        d.inject(data(1, 1, 100).mpCapable());
        d.expect(ack(1, 101).partial().dack(101));
        return s.read(100);
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("takesUnmapped")
    void dataWithoutAMapping(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            d.inject(ack(101, 1).dack(1));
            d.inject(data(101, 1, 100));
            if (exact(profile)) {
                d.expect(ack(1, 201));
                s.read(100);
            } else {
                d.expect(ack(1, 201).dack(101));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("takesCorrupted")
    void aWrongChecksum(WireProfile profile) {
        try (Drill d = checked(profile).open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100).badChecksum()));
            if (exact(profile)) {
                d.expect(ack(1, 201).partial().dack(101).mpFail(101));
                s.read(100);
            } else {
                d.expect(ack(1, 101).partial().dack(101).mpFail(101));
                d.skip();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("checksumsLongMappings")
    void aLongWriteWithChecksums(WireProfile profile) {
        try (Drill d = checked(profile).open()) {
            server(d).write(2000);
            d.expect(data(1, 101, 1432).partial().dss(dss().dack(101).map(1, 1, exact(profile) ? 2000 : 1432)));
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("finAnswersFin")
    void anEndOfTheOnlySubflow(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(fin(101, 1).dack(1));
            d.expect(exact(profile) ? fin(1, 102).partial() : rstAck(1, 102).partial());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("throwsAwayLate")
    void dataForNobody(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            d.inject(ack(101, 1).dack(1));
            s.close();
            d.expect(ack(1, 101).partial().dss(dss().dack(101).dataFin(1)));
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 100)));
            d.expect(exact(profile) ? ack(1, 201).partial() : rstAck(1, 101).partial());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("forgetsUnreadPlain")
    void closingUnreadAfterAFallback(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101).partial());
            s.close();
            boolean ends = exact(profile) || profile == WireProfile.BSD; // which forgets in any case
            d.expect(ends ? fin(1, 101).partial() : rstAck(1, 101).partial());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("admitsDeclined")
    void aJoinThatWasDeclined(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).delayedAckNs(0).acceptJoins(false)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable(capable().flags(0x21)));
            d.inject(ack(1, 1).mpCapable());
            Sock s = d.accept();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).partial().dack(101));
            s.read(100);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(exact(profile) ? synAck(0, 1).on(b).partial().mpJoin(join().anyBackup()) : rstAck(0, 1).on(b).partial());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("admitsWhileOpen")
    void aJoinBehindTheEnd(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            d.expect(ack(1, 101).dack(102));
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            d.expect(synAck(0, 1).on(b).partial().mpJoin(join().anyBackup()));
            d.inject(ack(1, 1).on(b).mpJoin());
            d.expect(exact(profile) ? rst(1).on(b).tcpRst(0, 3) : ack(1, 1).on(b).partial());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("acknowledgesBeyond")
    void dataFarBeyondTheWindow(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(50_000_101, 101, 100)));
            d.expect(ack(1, exact(profile) ? 201 : 101).partial().dack(101));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("nagleBySubflows")
    void smallDataBehindADeliveredOne(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.expect(ack(1, 101).partial().dack(101));
            d.inject(ack(101, 1).dack(1));
            s.read(100).write(100);
            d.expect(data(1, 101, 100).partial());
            d.inject(ack(101, 101).dack(1));
            s.write(50);
            if (exact(profile)) {
                d.expect(data(101, 101, 50).partial());
            }
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("trustsEchoedKey")
    void anotherKeyInTheThirdSegment(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1460).mpCapable());
            d.expect(synAck(0, 1).mss(1460).mpCapable());
            d.inject(ack(1, 1).mpCapable(capable().senderKey(7).receiverKey(8)));
            if (exact(profile)) {
                assertEquals(1, d.counter("MPTcpExtMPCapableACKRX"));
            } else {
                d.expect(profile == WireProfile.BSD ? rstAck(1, 1).partial() : rst(1).partial());
            }
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("plainProofResets")
    void anAnswerWithoutOptionsToTheProof(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.handshakeClient();
            s.write(100);
            d.expect(data(1, 1, 100).partial());
            d.inject(ack(1, 101).dack(101));
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(4)));
            d.expect(ack(1, 1).on(b).mpJoin());
            d.inject(ack(1, 1).on(b));
            if (exact(profile)) {
                d.expect(rstAck(1, 1).on(b).partial());
            }
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("answersProofAgain")
    void aProofThatComesAgain(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(1, 1).on(b).mpJoin());
            if (profile != WireProfile.BSD) {
                d.expect(ack(1, 1).on(b).dack(101));
            }
            d.inject(data(1, 1, 100).on(b).dss(dss().dack(1).map(101, 1, 100)));
            d.expect(ack(1, 101).on(b).partial().dack(201));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("echoesAny")
    void anAddressThatCannotBeJoined(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(ack(101, 1).dack(1).addAddr(address(2, "127.0.0.1")));
            if (exact(profile)) {
                d.expect(ack(1, 101).addAddr(address(2, "127.0.0.1").echo()));
            }
            d.inject(ack(101, 1).dack(1).addAddr(address(0, "10.0.2.7"))); // 0 is another's
            if (exact(profile)) {
                d.expect(ack(1, 101).addAddr(address(0, "10.0.2.7").echo()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("closesInOrder")
    void theOnlyAddressIsWithdrawn(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(ack(101, 1).dack(1).removeAddr(0));
            if (exact(profile)) {
                d.expect(ack(1, 101).dack(101));
                d.expect(fin(1, 101).dack(101));
            } else {
                d.expect(rstAck(1, 101).partial());
            }
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("mapsOnce")
    void aPartIsMappedAgain(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 300)));
            d.expect(ack(1, 201).dack(201));
            d.inject(data(201, 1, 100).dss(dss().dack(1).map(201, 201, 100)));
            d.expect(exact(profile) ? ack(1, 301) : ack(1, 301).dack(301));
            s.read(200);
            assertEquals(exact(profile) ? 1 : 0, d.counter("MPTcpExtDSSNotMatching"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("refusesFallenLate")
    void aJoinAfterAFallback(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expect(ack(1, 101).partial());
            s.read(100);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            if (exact(profile)) {
                d.expect(synAck(0, 1).on(b).partial().mpJoin(join().anyBackup()));
                d.inject(ack(1, 1).on(b).mpJoin());
                d.expect(rst(1).on(b).partial());
            } else {
                d.expect(rstAck(0, 1).on(b).partial());
            }
        }
    }

    /** Linux's counters tell apart what the fallbacks for data have in common. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("takesUnmapped")
    void whyDataIsUnmapped(WireProfile profile) {
        if (!exact(profile)) {
            return;
        }
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 151, 100))); // of other bytes
            d.expect(ack(1, 201));
            assertEquals(1, d.counter("MPTcpExtDSSNoMatchTCP"));
            assertEquals(1, d.counter("MPTcpExtDssFallback"));
        }
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 50))); // of half of them
            d.expect(ack(1, 201));
            assertEquals(1, d.counter("MPTcpExtDSSCorruptionFallback"));
            assertEquals(0, d.counter("MPTcpExtDssFallback"));
        }
    }

    /** All profiles: whoever is being joined when it is withdrawn is not joined. */
    @ParameterizedTest
    @EnumSource
    void anAttemptToAnAddressThatIsWithdrawn(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.handshakeClient();
            s.write(100);
            d.expect(data(1, 1, 100).partial());
            d.inject(ack(1, 101).dack(101).addAddr(address(2, d.secondPeerAddress().getHostAddress())));
            d.expect(ack(101, 1).partial().addAddr(address(2, d.secondPeerAddress().getHostAddress()).echo()));
            Flow b = d.openSubflow("b", d.localAddress(), new InetSocketAddress(d.secondPeerAddress(), 8080), false);
            d.expect(syn(0).on(b).partial().mpJoin());
            d.inject(ack(1, 101).dack(101).removeAddr(2));
            d.inject(synAck(0, 1).on(b).mss(1460).mpJoin(join().id(2)));
            d.expect(rst(1).on(b).partial());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("keepsWindow")
    void aSmallerWindowWithTheSameNumbers(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.profile(profile).mptcpVersion(-1)).open()) {
            Sock s = d.handshakeServer();
            d.inject(ack(1, 1).win(4 * 1460));
            d.inject(ack(1, 1).win(2 * 1460));
            s.write(4 * 1460);
            int sent = d.skip().stream().mapToInt(p -> p.payload().length).sum();
            assertEquals((exact(profile) ? 4 : 2) * 1460, sent);
            d.inject(ack(1, 1 + sent).win(1460)); // one that comes with news counts
            s.write(4 * 1460);
            assertEquals(1460, d.skip().stream().mapToInt(p -> p.payload().length).sum());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("delaysSubflowFinAck")
    void theEndOfASubflowBehindThatOfTheStream(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile)).open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100).mpCapable());
            d.skip();
            s.read(100);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            d.expect(ack(1, 101).dack(102));
            d.inject(fin(101, 1).dack(1));
            if (!exact(profile)) {
                d.expect(ack(1, 102).partial());
            }
            s.write(100);
            d.expect(data(1, 102, 100).partial());
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("closesInOrder")
    void aSubflowThatAPathManagerCloses(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            Flow b = d.joinServer("b");
            d.closeSubflow("b");
            if (exact(profile)) {
                d.expect(ack(1, 1).on(b).dack(101));
                d.expect(fin(1, 1).on(b).dack(101));
            } else {
                d.expect(rstAck(1, 1).on(b).partial());
            }
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("crossesWithAllOptions")
    void theAnswerToASynThatCrossed(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.profile(profile).mptcpVersion(-1)).open()) {
            d.connect();
            d.expect(syn(0).anyOptions());
            d.inject(syn(0).mss(1000));
            int options = d.skip().getLast().options().size();
            assertEquals(exact(profile) ? 5 : 1, options); // mss, sackOK, timestamps, nop, scale
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("dropsLargeAnnouncements")
    void anAnnouncementWithoutRoomForTimestamps(WireProfile profile) {
        try (Drill d = Drill.v6().config(c -> c.profile(profile).delayedAckNs(0)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1440).sackOk().ts(1, 0).mpCapable());
            d.expect(synAck(0, 1).partial().mpCapable());
            d.inject(ack(1, 1).ts(2, 0).mpCapable());
            d.accept();
            d.inject(data(1, 1, 100).ts(3, 0).mpCapable());
            d.expect(ack(1, 101).partial().dack(101));
            d.announce(d.secondLocalAddress(), 9999);
            d.skip();
            assertEquals(exact(profile) ? 0 : 1, d.counter("MPTcpExtAddAddrTx"));
            assertEquals(exact(profile) ? 1 : 0, d.counter("MPTcpExtAddAddrTxDrop"));
        }
    }
}
