package mptcp.conformance.habit;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.fin;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.segment;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the profiles decide of the answers of TCP's states; each test shows both answers. */
class StateHabitsTest {
    private static final int MSS = 1000;
    private static final int BEYOND = 200_000;

    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1));
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
    }

    private static Sock open(Drill d) {
        d.listen(8080);
        d.inject(syn(0).mss(MSS).win(65535));
        d.expect(synAck(0, 1).anyOptions());
        d.inject(ack(1, 1));
        return d.accept();
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("timeWaitAnswersAcks")
    void whatTimeWaitAnswers(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d).close();
            d.expect(fin(1, 1));
            d.inject(fin(1, 2));
            d.expect(ack(2, 2));
            d.inject(rst(10));
            d.expectNothing(ms(10));
            d.inject(ack(2, 2));
            d.expectNothing(ms(10));
            d.inject(data(2, 2, 5));
            if (!linux(profile)) {
                d.expect(ack(2, 2));
            }
            d.inject(rst(2));
            d.inject(fin(1, 2));
            d.expect(linux(profile) ? rst(2) : ack(2, 2)); // it is over by the reset: tcp_rfc1337 is off; or it is not
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("synCache")
    void segmentsWhileItOpens(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.ecnAccept(true)).open()) {
            d.listen(8080);
            d.inject(segment("SEW", 0, 0).mss(MSS));
            d.expect(segment("S.E", 0, 0).ack(1).anyOptions());
            d.inject(syn(0).mss(MSS));
            d.expect(linux(profile) ? segment("S.E", 0, 0).ack(1).anyOptions() : synAck(0, 1).anyOptions());
            if (linux(profile)) {
                d.inject(ack(BEYOND, 1));
                d.expect(ack(1, 1));
                return;
            }
            d.inject(ack(BEYOND, 500));
            d.expect(rst(500)); // of one who knows no number, which is forgotten
            d.inject(syn(500).mss(MSS));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(segment("S.", 0, 0).ack(1));
            d.expect(rst(1));
            d.inject(ack(1, 1));
            d.expect(rst(1)); // nothing is known of it any more
        }
        try (Drill d = drill(profile).config(c -> c.timestamps(true)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS).ts(1000, 0));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 77));
            d.inject(ack(1, 1).ts(999, 0));
            d.expectNothing(ms(10)); // without a timestamp, or with an old one, it is nobody's
            d.inject(ack(1, 77).ts(1001, 0));
            d.expect(rst(77));
            d.inject(ack(1, 1).ts(1001, 0));
            d.expect(rst(1)); // it was forgotten
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("synFinOpens")
    void aSynWithFin(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(segment("SF", 0, 0).mss(MSS));
            if (linux(profile)) {
                d.expectNothing(ms(10));
                return;
            }
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1));
            d.accept().expectNoData().expectNoError();
        }
    }

    /** Seventeen segments, of which the last is not acknowledged yet. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("resetsAtLastAck")
    void aResetBeforeTheDelayedAcknowledgement(WireProfile profile) {
        for (boolean atLastAck : new boolean[] {true, false}) {
            try (Drill d = drill(profile).open()) {
                Sock s = open(d);
                for (int i = 0; i < 17; i++) {
                    d.inject(data(1 + 10 * i, 1, 10));
                }
                d.skip();
                d.inject(rst(atLastAck ? 161 : 171));
                if (atLastAck == linux(profile)) {
                    d.skip();
                    s.expectNoError();
                } else {
                    s.expectError(Reason.RESET);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("oldSegmentsAcknowledge")
    void anAcknowledgementThatStandsBefore(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = open(d).write(10);
            d.expect(data(1, 1, 10));
            d.inject(ack(0, 11));
            d.expect(ack(11, 1));
            assertEquals(linux(profile) ? 10 : 0, s.socket().unacknowledged());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("oldSegmentsAcknowledge")
    void anOldTimestampWithoutText(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS).sackOk().ts(1000, 0).wscale(4));
            d.expect(synAck(0, 1).anyOptions());
            d.inject(ack(1, 1).ts(1000, 0));
            d.accept();
            d.inject(ack(1, 1).ts(900, 0));
            if (linux(profile)) {
                d.expect(ack(1, 1).anyOptions());
            }
            d.expectNothing(ms(10));
            d.inject(data(1, 1, 10).ts(900, 0));
            d.expect(ack(1, 1).anyOptions());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("quietBehindFin")
    void aFinBehindTheFin(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d);
            d.inject(fin(1, 1));
            d.expect(ack(1, 2));
            d.inject(fin(2, 1));
            if (linux(profile)) {
                d.expect(ack(1, 2));
            }
            d.expectNothing(ms(10));
            d.inject(fin(1, 1));
            d.expect(ack(1, 2)); // but the FIN itself, again
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("refusesBeforeWindow")
    void textForNobody(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d).close();
            d.expect(fin(1, 1));
            d.inject(data(BEYOND, 1, 10));
            d.expect(linux(profile) ? ack(2, 1) : rst(1));
            d.inject(data(1, 1, 10));
            d.expect(rst(1));
        }
    }

    /** By what the segment says, and with no acknowledgement, as RFC 9293 section 3.5.2 answers what has no connection. */
    @ParameterizedTest
    @EnumSource
    void theResetForTextIsOfNoConnection(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            open(d).close();
            d.expect(fin(1, 1));
            d.inject(ack(1, 2));
            d.inject(data(1, 2, 10));
            assertEquals(TcpFlags.RST, d.skip().getFirst().flags());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("closeResetsUnread")
    void closingBeforeAllWasRead(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.delayedAckNs(0)).open()) {
            Sock s = open(d);
            d.inject(data(1, 1, 10));
            d.expect(ack(1, 11));
            s.close();
            d.expect(linux(profile) ? rstAck(1, 11) : fin(1, 11));
        }
    }
}
