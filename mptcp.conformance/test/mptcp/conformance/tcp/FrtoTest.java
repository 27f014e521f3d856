package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.ShowsHabit;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F-RTO with SACK and without timestamps: RFC 5682 section 3. */
class FrtoTest {
    private static final int FLIGHT = 4;

    /**
     * The path delays all that is out, ten segments or what was written, a probe of one more, and the first is sent again after a
     * timeout.
     */
    private static Sock timedOut(Drill d, int written) {
        Sock s = Sending.open(d, true, ms(100));
        s.write(written * Sending.MSS);
        Sending.expect(d, 0, Math.min(written, 10));
        d.expectEventually(seconds(2), Sending.seg(0));
        return s;
    }

    /** Steps 2b and 3b: new data is sent, the second acknowledgement is for what was sent once. */
    @Test
    @Row(174)
    void aSpuriousTimeoutIsUndone() {
        try (Drill d = Tcp.plain().open()) {
            timedOut(d, 20);
            long before = 10L * Sending.MSS;
            d.inject(Sending.acks(1));
            d.expect(Sending.seg(11), Sending.seg(12)); // and none of what counts as lost
            d.inject(Sending.acks(2));
            assertEquals(1, d.counter("TcpExtTCPSpuriousRTOs"));
            d.skip();
            assertEquals(before, Math.min(before, Tcp.subflow(d).cwnd())); // as large as it was, or larger by now
            assertEquals(1, d.counter("TcpRetransSegs"));
        }
    }

    /** Step 2b: the acknowledgement of the late originals comes at once, in one. */
    @Test
    @Row(174)
    void oneAcknowledgementOfAllOriginals() {
        try (Drill d = Tcp.plain().open()) {
            timedOut(d, 20);
            d.inject(Sending.acks(5));
            assertEquals(1, d.counter("TcpExtTCPSpuriousRTOs"));
            assertEquals(List.of(11, 12, 13, 14), Sending.sent(d).subList(0, 4));
        }
    }

    /** What is missing among the originals was lost: who waits for it to be told again waits for the next timeout. */
    @Test
    @Row(174)
    void whatIsMissingAmongTheOriginalsIsSentAtOnce() {
        try (Drill d = Tcp.plain().open()) {
            timedOut(d, 11);
            d.inject(Sending.acks(1, 2, 8));
            assertEquals(1, d.counter("TcpExtTCPSpuriousRTOs"));
            assertEquals("RECOVERY", Tcp.subflow(d).loss());
            d.expect(Sending.seg(1));
        }
    }

    /** Step 3a: what comes is only of the new data: the loss was real, and what is lost goes on. */
    @Test
    @Row(174)
    void aRealLossIsRepaired() {
        try (Drill d = Tcp.plain().open()) {
            timedOut(d, 20);
            d.inject(Sending.acks(1));
            d.expect(Sending.seg(11), Sending.seg(12));
            d.inject(Sending.acks(1, 11, 12));
            d.expect(Sending.seg(1));
            assertEquals(0, d.counter("TcpExtTCPSpuriousRTOs"));
        }
    }

    /** Step 2b: without new data there is nothing to ask with: what is lost is sent again as ever. */
    @Test
    @Row(174)
    void withoutNewDataAsEver() {
        try (Drill d = Tcp.plain().open()) {
            timedOut(d, FLIGHT);
            d.inject(Sending.acks(1));
            d.expect(Sending.seg(1), Sending.seg(2));
            assertEquals(0, d.counter("TcpExtTCPSpuriousRTOs"));
        }
    }

    /** A second timeout ends the asking. */
    @Test
    @Row(174)
    void aSecondTimeoutIsReal() {
        try (Drill d = Tcp.plain().open()) {
            timedOut(d, 20);
            d.inject(Sending.acks(1));
            d.expect(Sending.seg(11), Sending.seg(12));
            d.expectEventually(seconds(3), Sending.seg(1));
            d.inject(Sending.acks(2));
            d.expect(Sending.seg(2), Sending.seg(3));
        }
    }

    @Test
    @Row(174)
    void notWithoutSack() {
        try (Drill d = Tcp.plain().config(c -> c.sack(false)).open()) {
            timedOut(d, 20);
            d.inject(Sending.acks(1));
            d.expect(Sending.seg(1), Sending.seg(2));
        }
    }

    /** The first acknowledgement after a timeout brings new data in Linux, and in FreeBSD more of what is held to be lost. */
    @ParameterizedTest
    @EnumSource
    @Row(174)
    @ShowsHabit("frto")
    void theHabitOfAProfile(WireProfile profile) {
        try (Drill d = Tcp.plain().config(c -> c.profile(profile)).open()) {
            timedOut(d, 20);
            d.inject(Sending.acks(1));
            int from = profile != WireProfile.BSD ? 11 : 1;
            d.expect(Sending.seg(from), Sending.seg(from + 1));
        }
    }
}
