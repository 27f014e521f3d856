package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.policy.testing.FakeSubflows;
import org.junit.jupiter.api.Test;

class DataTimeoutTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();

    @Test
    void theLongestRetransmissionTimeoutOfTheUsable() {
        int a = view.add(10, 300);
        int b = view.add(10, 400);
        view.rttvarNs[a] = 50 * MS;
        view.rttvarNs[b] = 10 * MS;
        assertEquals(500 * MS, DataTimeout.ns(0, view), "300 + 4 * 50 is more than 400 + 4 * 10");
        view.usable = 1 << b;
        assertEquals(440 * MS, DataTimeout.ns(0, view));
    }

    @Test
    void atLeast200MsAndASecondWithoutASample() {
        int a = view.add(10, 5);
        assertEquals(200 * MS, DataTimeout.ns(0, view));
        view.srttNs[a] = 0;
        assertEquals(1_000 * MS, DataTimeout.ns(0, view));
        view.usable = 0;
        assertEquals(1_000 * MS, DataTimeout.ns(0, view));
    }

    @Test
    void aStaleSubflowDoesNotPutItOff() {
        view.add(10, 5);
        int stale = view.add(10, 5_000);
        view.stale = 1 << stale;
        assertEquals(200 * MS, DataTimeout.ns(0, view));
    }

    @Test
    void doubledUpToAMinute() {
        view.add(10, 5);
        assertEquals(400 * MS, DataTimeout.ns(1, view));
        assertEquals(1_600 * MS, DataTimeout.ns(3, view));
        assertEquals(60_000 * MS, DataTimeout.ns(9, view));
        assertEquals(60_000 * MS, DataTimeout.ns(Integer.MAX_VALUE, view));
        view.add(10, 3_600_000);
        assertEquals(60_000 * MS, DataTimeout.ns(40, view));
    }
}
