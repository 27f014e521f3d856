package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.cc.AckSample;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;

class UsedWindowsTest {
    private static final int MSS = FakeWindows.MSS;
    private static final long MS = 1_000_000;

    private final FakeWindows windows = new FakeWindows();
    private final UsedWindows used = new UsedWindows();
    private final int sf = windows.add(100, 50);
    private final int other = windows.add(10, 20);

    /** Of a fake acknowledgement as much was in flight as it acknowledges. */
    private void ack(int slot, AckSample ack, long ms) {
        windows.inFlight[slot] = 0;
        used.onAck(slot, ack, windows, ms * MS);
    }

    private static AckSample some(int segments) {
        return new FakeAck((long) segments * MSS, -1, false, false);
    }

    @Test
    void theWholeWindowWhereItIsTheLimit() {
        ack(sf, FakeAck.of(MSS), 1_000);
        assertEquals(100 * MSS, used.bytes(sf, windows));
        windows.cwnd(sf, 50 * MSS);
        assertEquals(50 * MSS, used.bytes(sf, windows));
        ack(sf, some(3), 1_040);
        assertEquals(50 * MSS, used.bytes(sf, windows), "it was the limit in this round trip");
    }

    @Test
    void theMostInFlightOfTwoRoundTripsWhereItIsNot() {
        ack(sf, FakeAck.of(MSS), 1_000);
        ack(sf, some(7), 1_050);
        ack(sf, some(9), 1_060);
        ack(sf, some(4), 1_110);
        assertEquals(9 * MSS, used.bytes(sf, windows));
        ack(sf, some(4), 1_170);
        assertEquals(4 * MSS, used.bytes(sf, windows));
        windows.inFlight[sf] = 30 * MSS;
        assertEquals(30 * MSS, used.bytes(sf, windows), "or what is in flight now");
        windows.inFlight[sf] = 300 * MSS;
        assertEquals(100 * MSS, used.bytes(sf, windows));
    }

    @Test
    void nothingOnceItIsSilent() {
        ack(sf, FakeAck.of(MSS), 1_000);
        ack(other, FakeAck.of(MSS), 1_099);
        assertEquals(100 * MSS, used.bytes(sf, windows), "two round trips");
        ack(other, FakeAck.of(MSS), 1_100);
        assertEquals(0, used.bytes(sf, windows));
        windows.inFlight[sf] = 5 * MSS;
        assertEquals(5 * MSS, used.bytes(sf, windows), "it sends again, and is not heard of yet");
    }

    @Test
    void nothingBeforeTheFirstAcknowledgement() {
        windows.inFlight[sf] = 0;
        ack(other, FakeAck.of(MSS), 1_000);
        assertEquals(0, used.bytes(sf, windows));
    }

    @Test
    void inRecoveryTheWindowIsTheLimit() {
        ack(sf, new FakeAck(MSS, -1, false, true), 1_000);
        assertEquals(100 * MSS, used.bytes(sf, windows));
    }

    @Test
    void theNextInTheSlotStartsAnew() {
        ack(sf, FakeAck.of(MSS), 1_000);
        used.clear(sf);
        assertEquals(0, used.bytes(sf, windows));
    }
}
