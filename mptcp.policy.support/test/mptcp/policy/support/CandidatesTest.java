package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private final FakeSubflows view = new FakeSubflows();
    private final int a = view.add(10, 10);
    private final int b = view.add(10, 20);
    private final int c = view.add(10, 30);

    @Test
    void backupsWaitForTheRegularSubflowsToGo() {
        view.backups = 1 << c;
        assertEquals(1 << a | 1 << b, Candidates.of(view));
        view.usable = 1 << c;
        assertEquals(1 << c, Candidates.of(view));
    }

    @Test
    void staleSubflowsAreTheLastResort() {
        view.stale = 1 << a | 1 << b;
        view.backups = 1 << c;
        assertEquals(1 << c, Candidates.of(view), "a backup comes before stale regular ones");
        view.stale = 1 << a | 1 << b | 1 << c;
        assertEquals(1 << a | 1 << b | 1 << c, Candidates.of(view));
    }

    @Test
    void aSubflowInATimeoutGivesWayToOnesThatDeliver() {
        view.timeouts[a] = 1;
        assertEquals(1 << b | 1 << c, Candidates.of(view));
        view.backups = 1 << c;
        assertEquals(1 << b, Candidates.of(view), "a regular one is left");
        view.timeouts[b] = 1;
        assertEquals(1 << c, Candidates.of(view), "the first timeout brings the backup in");
        view.timeouts[a] = 0;
        assertEquals(1 << a, Candidates.of(view), "until a regular one delivers");
    }

    @Test
    void whereNobodyDeliversRegularOnesComeFirst() {
        view.backups = 1 << c;
        view.timeouts[a] = 1;
        view.timeouts[b] = 5;
        view.timeouts[c] = 1;
        assertEquals(1 << a | 1 << b, Candidates.of(view));
        view.usable = 1 << c;
        assertEquals(1 << c, Candidates.of(view));
    }

    @Test
    void nobodyUsable() {
        view.usable = 0;
        assertEquals(0, Candidates.of(view));
        assertEquals(0, Candidates.forReinjection(FakeRequest.reinject(0), view));
    }

    @Test
    void roomIsAWholeSegmentOrAllThatIsLeft() {
        view.inFlight[a] = 9_500;
        assertFalse(Candidates.hasRoom(a, FakeRequest.write(), view), "half a segment");
        assertTrue(Candidates.hasRoom(a, FakeRequest.write(500), view), "all that is left");
        view.inFlight[a] = 8_000;
        view.queued[a] = 1_000;
        assertTrue(Candidates.hasRoom(a, FakeRequest.write(), view));
        view.queued[a] = 2_000;
        assertFalse(Candidates.hasRoom(a, FakeRequest.write(1), view));
        view.cwnd[a] = 900;
        view.empty(a);
        assertTrue(Candidates.hasRoom(a, FakeRequest.write(), view), "no acknowledgement will come to make more room");
    }

    @Test
    void reinjectionAvoidsCarriersAndThoseInRetransmit() {
        view.timeouts[a] = 3;
        view.inRecovery[b] = true;
        assertEquals(1 << c, Candidates.forReinjection(FakeRequest.reinject(1 << a), view));
        view.full(c);
        assertEquals(0, Candidates.forReinjection(FakeRequest.reinject(1 << a), view), "c will have room");
        view.usable = 1 << a | 1 << b;
        assertEquals(1 << b, Candidates.forReinjection(FakeRequest.reinject(1 << a), view));
    }

    @Test
    void reinjectionTakesABackupRatherThanTheCarrier() {
        view.usable = 1 << a | 1 << b;
        view.backups = 1 << b;
        assertEquals(1 << b, Candidates.forReinjection(FakeRequest.reinject(1 << a), view));
    }

    @Test
    void dataThatASubflowDeliveredAndThePeerDidNotTakeGoesThereAgain() {
        view.usable = 1 << a;
        assertEquals(1 << a, Candidates.forReinjection(FakeRequest.reinject(1 << a), view));
        view.timeouts[a] = 1;
        assertEquals(0, Candidates.forReinjection(FakeRequest.reinject(1 << a), view), "it is sending it again itself");
    }
}
