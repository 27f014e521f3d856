package mptcp.conformance.habit;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.Flow;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the profiles decide of mappings, of the end of the stream, and of subflows that are not wanted; each test shows both answers. */
class MappingHabitsTest {
    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).delayedAckNs(0));
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
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
    @ShowsHabit("longMappings")
    void aWriteOfSeveralSegments(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d).write(3000);
            boolean one = linux(profile);
            d.expect(data(1, 101, 1432).partial().dss(dss().dack(101).map(1, 1, one ? 3000 : 1432)));
            d.expect(data(1433, 101, 1432).partial().dss(dss().dack(101).map(one ? 1 : 1433, one ? 1 : 1433, one ? 3000 : 1432)));
            d.expect(data(2865, 101, 136).partial().dss(dss().dack(101).map(one ? 1 : 2865, one ? 1 : 2865, one ? 3000 : 136)));
        }
    }

    /** The end of the stream is known when the last of it is sent again. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("longMappings")
    void theEndIsToldWithWhatIsSentAgain(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            s.write(100);
            d.expect(data(1, 101, 100).partial().dss(dss().dack(101).map(1, 1, 100)));
            s.shutdownOutput();
            d.expect(ack(101, 101).dss(dss().dack(101).dataFin(101)));
            d.expectEventually(seconds(5), data(1, 101, 100).partial().dss(linux(profile) ? dss().dack(101).map(1, 1, 101).fin() : dss().dack(101).map(1, 1, 100)));
            d.skip();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("fitsDss")
    void roomForDataAcks(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = server(d);
            d.inject(data(101, 1, 100).dss(dss().dack32(1).map32(101, 101, 100)));
            d.expect(ack(1, 201).partial());
            s.read(100).write(2000);
            int segment = linux(profile) ? 1436 : 1432;
            d.expect(data(1, 201, segment).partial());
            d.expect(data(1 + segment, 201, 2000 - segment).partial());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("refusesAtThirdSegment")
    void oneJoinTooMany(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).delayedAckNs(0).maxSubflows(1)).open()) {
            server(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mss(1460).mpJoin());
            if (linux(profile)) {
                d.expect(synAck(0, 1).on(b).partial().mpJoin(join().anyBackup()));
                d.inject(ack(1, 1).on(b).mpJoin());
                d.expect(rst(1).on(b).tcpRst(0, 3));
            } else {
                d.expect(rstAck(0, 1).on(b).partial());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("withdrawsByFin")
    void anAddressIsWithdrawn(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            Flow b = d.joinServer("b");
            d.inject(ack(101, 1).dack(1).removeAddr(1));
            if (linux(profile)) {
                d.expect(ack(1, 1).on(b).dack(101));
                d.expect(fin(1, 1).on(b).dack(101));
                d.inject(fin(1, 2).on(b).dack(1));
                d.expect(ack(2, 2).on(b));
            } else {
                d.expect(rstAck(1, 1).on(b).partial());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("quietDataFinNs")
    void theEndIsToldTwice(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            d.expect(ack(1, 101).dack(102));
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            if (!linux(profile)) {
                d.expect(ack(1, 101).dack(102));
            }
            d.advance(ms(400));
            d.inject(ack(101, 1).dss(dss().dack(1).dataFin(101)));
            if (profile != WireProfile.LINUX_EXACT) {
                d.expect(ack(1, 101).dack(102));
            }
        }
    }

    /** What brings the end is acknowledged before it. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("dataFinAckedApart")
    void dataWithTheEnd(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            server(d);
            d.inject(data(101, 1, 100).dss(dss().dack(1).map(101, 101, 101).fin()));
            if (linux(profile)) {
                d.expect(ack(1, 201).dack(201));
            }
            d.expect(ack(1, 201).dack(202));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("infiniteFromNext")
    void anAnswerToFail(WireProfile profile) {
        try (Drill d = Drill.v4().config(c -> c.profile(profile).delayedAckNs(0).checksums(true)).open()) {
            d.listen(8080, SocketConfig.DEFAULT.withNoDelay(true));
            Sock s = d.handshakeServer();
            s.write(100);
            d.expect(data(1, 1, 100).partial());
            d.inject(ack(1, 101).dack(1).mpFail(1));
            d.expect(linux(profile) ? ack(101, 1).partial().dack(1).mpFail(1) : ack(101, 1).partial().mpFail(1));
            d.skip();
            s.write(100);
            long from = linux(profile) ? 101 : 1;
            d.expect(data(101, 1, 100).partial().dss(dss().dack(1).map(from, from, 0).checksum(0)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("quietFallback")
    void theFirstDataHasNoMapping(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            Sock s = d.handshakeServer();
            d.inject(data(1, 1, 100));
            d.expect(linux(profile) ? ack(1, 101) : ack(1, 101).partial().dss(dss().dack(101).map(1, 1, 0)));
            s.read(100);
        }
    }
}
