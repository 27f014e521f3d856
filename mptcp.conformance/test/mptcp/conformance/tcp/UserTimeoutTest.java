package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.rstAck;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.UserTimeoutOption;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The user timeout option: RFC 5482. */
class UserTimeoutTest {
    private static final int KIND = 28;
    private static final int MINUTES = 0x8000;

    private static SocketConfig config(UserTimeoutOption option, long ownSeconds) {
        return SocketConfig.DEFAULT.withUserTimeout(seconds(ownSeconds)).withUserTimeoutOption(option);
    }

    private static Segment uto(Segment s, int field) {
        return s.other(KIND, field >> 8, field & 0xff);
    }

    /** A connection whose peer advertises this in its SYN; 0: nothing. */
    private static Sock open(Drill d, SocketConfig config, int peerField) {
        d.listen(8080, config);
        Segment s = syn(0).mss(1000);
        d.inject(peerField == 0 ? s : uto(s, peerField));
        d.expect(synAck(0, 1).anyOptions());
        d.inject(ack(1, 1));
        return d.accept();
    }

    /** How long data stays unacknowledged before the connection ends. */
    private static void expectTimeout(Drill d, Sock s, long afterSeconds) {
        long start = d.elapsedNs();
        s.write(10);
        d.expectEventually(seconds(afterSeconds), rstAck(11, 1));
        assertEquals(seconds(afterSeconds), d.elapsedNs() - start);
        s.expectError(Reason.TIMED_OUT);
    }

    /** Section 3.1: on the SYN, and on the first segment without one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(116)
    void theClientTells(boolean v6) {
        try (Drill d = Tcp.plain(v6).config(c -> c.timestamps(false).sack(false).windowScaling(false)).open()) {
            Sock s = d.connect(config(UserTimeoutOption.SEND, 300));
            d.expect(uto(syn(0).mss(v6 ? 1440 : 1460), 300));
            d.inject(synAck(0, 1).mss(1000));
            d.expect(uto(ack(1, 1), 300));
            s.write(10);
            d.expect(data(1, 1, 10).exact());
            d.inject(ack(1, 11));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(116)
    void theServerTells(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            d.listen(8080, config(UserTimeoutOption.ADAPT, 300));
            d.inject(syn(0).mss(1000));
            d.expect(uto(synAck(0, 1).mss(v6 ? 1440 : 1460), 300));
            d.inject(ack(1, 1));
            Sock s = d.accept();
            s.write(2000);
            d.expect(data(1, 1, 1000).exact(), data(1001, 1, 1000).exact()); // full segments have no room for it
            d.inject(ack(1, 2001));
            s.write(10);
            d.expect(uto(data(2001, 1, 10), 300));
            d.inject(ack(1, 2011));
            s.write(10);
            d.expect(data(2011, 1, 10).exact());
            d.inject(ack(1, 2021));
        }
    }

    /** Section 2: seconds in fifteen bits, or minutes. */
    @ParameterizedTest
    @CsvSource({"1, 1", "32767, 32767", "32768, 33315", "36000, 33368"})
    @Row(116)
    void theGranularity(long ownSeconds, int field) {
        try (Drill d = Tcp.plain().config(c -> c.timestamps(false).sack(false).windowScaling(false)).open()) {
            d.connect(config(UserTimeoutOption.SEND, ownSeconds));
            d.expect(uto(syn(0).mss(1460), field));
        }
    }

    /** MUST NOT be sent unless it is enabled, nor without a timeout that could be told. */
    @ParameterizedTest
    @CsvSource({"OFF, 300", "SEND, 0", "ADAPT, 0"})
    @Row(116)
    void nothingToTell(UserTimeoutOption option, long ownSeconds) {
        try (Drill d = Tcp.plain().config(c -> c.timestamps(false).sack(false).windowScaling(false)).open()) {
            d.connect(config(option, ownSeconds));
            d.expect(syn(0).mss(1460).exact());
        }
    }

    /** USER_TIMEOUT = min(U_LIMIT, max(ADV_UTO, REMOTE_UTO, L_LIMIT)). */
    @ParameterizedTest
    @CsvSource({"200, 300, 300", "300, 200, 300", "20, 30, 100", "200, 65535, 3600", "0, 300, 300", "50, 0, 50"})
    @Row(116)
    void theLongerOfTheTwo(long ownSeconds, int peerField, long expected) {
        try (Drill d = Tcp.plain().config(c -> c.maxRtoNs(seconds(30))).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = open(d, config(UserTimeoutOption.ADAPT, ownSeconds), peerField);
            expectTimeout(d, s, expected);
        }
    }

    /** What the application has set is not changed by the peer, nor is anything where the option is off. */
    @ParameterizedTest
    @EnumSource(value = UserTimeoutOption.class, names = {"OFF", "SEND"})
    @Row(116)
    void thePeerIsNotHeeded(UserTimeoutOption option) {
        try (Drill d = Tcp.plain().config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = open(d, config(option, 20), 300);
            expectTimeout(d, s, 20);
        }
    }

    /** It may come later, on any segment, and the last one counts; zero is no value. */
    @Test
    @Row(116)
    void itMayChange() {
        try (Drill d = Tcp.plain().config(c -> c.maxRtoNs(seconds(30))).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = open(d, config(UserTimeoutOption.ADAPT, 20), 400);
            d.inject(uto(data(1, 1, 10), MINUTES | 3));
            d.expect(ack(1, 11).anyOptions());
            d.inject(uto(ack(11, 1), 0));
            d.inject(uto(ack(11, 1), MINUTES));
            s.read(10);
            long start = d.elapsedNs();
            s.write(10);
            d.expectEventually(seconds(180), rstAck(11, 11));
            assertEquals(seconds(180), d.elapsedNs() - start);
        }
    }

    /** On a segment that is not acceptable it says nothing, and a wrong length is no option. */
    @Test
    @Row(116)
    void nonsense() {
        try (Drill d = Tcp.plain().config(c -> c.maxRtoNs(seconds(30))).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = open(d, config(UserTimeoutOption.ADAPT, 150), 0);
            d.inject(uto(ack(900_000_000, 1), 1000));
            d.expect(ack(1, 1).anyOptions());
            d.inject(ack(1, 1).other(KIND, 1));
            d.inject(ack(1, 1).other(KIND, 3, 232, 0));
            expectTimeout(d, s, 150);
        }
    }

    /** A user timeout takes the place of the limit of retransmissions, also where it is the longer of the two. */
    @Test
    @Row(116)
    void itTakesThePlaceOfTheRetryLimit() {
        try (Drill d = Tcp.plain().config(c -> c.maxRtoNs(seconds(30)).retries(3)).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = open(d, config(UserTimeoutOption.OFF, 600), 0);
            expectTimeout(d, s, 600);
        }
    }
}
