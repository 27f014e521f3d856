package mptcp.conformance.habit;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.DrillBuilder;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpFlags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the profiles decide of how TCP opens a connection; each test shows both answers. */
class OpeningHabitsTest {
    private static final int MSS = 1000;

    private static DrillBuilder drill(WireProfile profile) {
        return Drill.v4().config(c -> c.profile(profile).mptcpVersion(-1).delayedAckNs(0));
    }

    private static boolean linux(WireProfile profile) {
        return profile != WireProfile.BSD;
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("synDataByOwnSize")
    void dataOnTheSynToAnUnknownPeer(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.connect(SocketConfig.DEFAULT.withFastOpenCookies(false), 1400);
            int carried = d.skip().getFirst().payload().length;
            assertEquals(linux(profile) ? 1400 : 496, carried); // 536 less 40 for options
        }
    }

    /** At 0, 1, 2, 3, 4, 5, 7, 11 ... seconds. Both systems do; the setting may say otherwise. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("linearSyns")
    void synsAtEvenIntervals(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.connect();
            d.expect(syn(0).anyOptions());
            int[] waits = linux(profile) ? new int[] {1000, 1000, 1000, 1000, 1000, 2000, 4000, 8000} : new int[] {1000, 2200, 4200, 8200};
            for (int wait : waits) {
                d.expectAfter(ms(wait), syn(0).anyOptions());
            }
        }
        try (Drill d = drill(profile).config(c -> c.linearSyns(1)).open()) {
            d.connect();
            d.expect(syn(0).anyOptions());
            int[] waits = linux(profile) ? new int[] {1000, 1000, 2000, 4000} : new int[] {1000, 1000, 2200, 4200};
            for (int wait : waits) {
                d.expectAfter(ms(wait), syn(0).anyOptions());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("synAckRetries")
    void anOpeningThatIsNotEnded(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(1000));
            d.expect(synAck(0, 1).anyOptions());
            int[] waits = linux(profile) ? new int[] {1000, 2000, 4000} : new int[] {1000, 2200, 4200};
            for (int wait : waits) {
                d.expectAfter(ms(wait), synAck(0, 1).anyOptions());
            }
            if (linux(profile)) {
                d.expectAfter(ms(8000), synAck(0, 1).anyOptions());
                return;
            }
            d.expectNothing(ms(9000));
            d.inject(ack(1, 1));
            d.expect(rst(1)); // it was forgotten, without a word
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("freeBsdOptions")
    void theOptionsOfASyn(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            d.connect();
            d.expect(linux(profile) ? syn(0).exact().mss(1460).sackOk().ts(ANY, 0).nop().wscale(ANY)
                    : syn(0).exact().mss(1460).nop().wscale(ANY).sackOk().ts(ANY, 0));
        }
    }

    /** FreeBSD's layout without timestamps: the list ends, and is padded with zeros; options that follow need it open. */
    @ParameterizedTest
    @EnumSource
    @ShowsHabit("freeBsdOptions")
    void theOptionsOfASynWithoutTimestamps(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.timestamps(false)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS).sackOk());
            d.expect(linux(profile) ? synAck(0, 1).exact().mss(1460).nop().nop().sackOk()
                    : synAck(0, 1).exact().mss(1460).sackOk().eol()); // and one zero, which ends it for a reader already
        }
        try (Drill d = drill(profile).config(c -> c.timestamps(false).mptcpVersion(1)).open()) {
            d.listen(8080);
            d.inject(syn(0).mss(MSS).sackOk().mpCapable());
            d.expect(synAck(0, 1).exact().mss(1460).nop().nop().sackOk().mpCapable());
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("connectTimeoutNs")
    void anAttemptWithoutAnAnswer(WireProfile profile) {
        try (Drill d = drill(profile).open()) {
            Sock s = d.connect();
            d.advance(seconds(74));
            d.skip();
            s.expectNoError();
            d.advance(seconds(2));
            d.skip();
            if (linux(profile)) {
                s.expectNoError();
            } else {
                s.expectError(Reason.TIMED_OUT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @ShowsHabit("ecnSyns")
    void synsThatOfferEcn(WireProfile profile) {
        try (Drill d = drill(profile).config(c -> c.ecn(true)).open()) {
            d.connect();
            d.advance(ms(3500));
            List<Boolean> offers = d.skip().stream().map(p -> p.has(TcpFlags.ECE)).toList();
            assertEquals(linux(profile) ? List.of(true, false, false, false) : List.of(true, true, false), offers);
        }
    }

    // --- no habits: what holds for both
}
