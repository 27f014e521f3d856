package mptcp.io.raw.ethernet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.io.raw.ethernet.Neighbour.State;
import mptcp.testkit.Row;
import org.junit.jupiter.api.Test;

/** The states of a neighbour (RFC 4861 section 7.3.2), on a clock of the test's own. */
final class NeighbourCacheTest {
    private static final long S = 1_000_000_000L;
    private static final long HIGH = 0xfd09L << 48;
    private static final long A = 0x0200_0000_000aL;
    private static final long B = 0x0200_0000_000bL;

    private final List<String> told = new ArrayList<>();
    private final NeighbourCache cache = new NeighbourCache(new NeighbourCache.Owner() {
        @Override
        public void solicit(Neighbour n, boolean multicast) {
            told.add((multicast ? "all" : "it") + "@" + now / S);
        }

        @Override
        public void resolved(Neighbour n) {
            told.add("resolved");
        }

        @Override
        public void failed(Neighbour n) {
            told.add("failed@" + now / S);
        }

        @Override
        public void evicted(Neighbour n) {
            told.add("evicted " + n.low);
        }
    }, new SplittableRandom(1));
    private long now = 100 * S;

    private Neighbour send() {
        Neighbour n = cache.obtain(HIGH, 1);
        cache.use(n);
        cache.advance(now);
        return n;
    }

    /** Lets time pass as a loop would: it looks when it was told to. */
    private void pass(long ns) {
        long end = now + ns;
        while (cache.nextNs() <= end) {
            now = Math.max(now, cache.nextNs());
            cache.advance(now);
        }
        now = end;
        cache.advance(now);
    }

    private void answer(long hardware, boolean solicited, boolean override) {
        cache.answered(HIGH, 1, hardware, solicited, override, now);
    }

    private void expect(String... events) {
        assertEquals(List.of(events), told);
        told.clear();
    }

    @Test
    void oneThatIsSilentIsAskedThreeTimesAndThenGivenUp() {
        Neighbour n = send();
        assertEquals(State.INCOMPLETE, n.state);
        expect("all@100");
        pass(10 * S);
        expect("all@101", "all@102", "failed@103");
        assertFalse(n.isUsable());
        assertEquals(Long.MAX_VALUE, cache.nextNs(), "nothing is asked for nobody");
    }

    @Test
    void oneThatWasGivenUpIsAskedAgainWhenWanted() {
        send();
        pass(10 * S);
        told.clear();
        Neighbour n = send();
        expect("all@110");
        answer(A, true, true);
        expect("resolved");
        assertEquals(A, n.hardware);
        assertEquals(State.REACHABLE, n.state);
    }

    @Test
    @Row(175)
    void oneThatAnswersIsProbedOnlyWhenItIsUsedLater() {
        Neighbour n = send();
        answer(A, true, true);
        told.clear();
        pass(14 * S);
        assertEquals(State.REACHABLE, n.state, "at least half of 30 s");
        pass(31 * S);
        assertEquals(State.STALE, n.state, "at most one and a half of 30 s");
        pass(1000 * S);
        expect();
        send();
        assertEquals(State.DELAY, n.state);
        assertTrue(n.isUsable());
        pass(5 * S);
        assertEquals(State.PROBE, n.state);
        expect("it@" + now / S);
        answer(A, true, true);
        assertEquals(State.REACHABLE, n.state);
        expect();
    }

    @Test
    void oneThatIsGoneIsProbedThreeTimesAndThenAskedForAtLarge() {
        Neighbour n = send();
        answer(A, true, true);
        pass(60 * S);
        send();
        told.clear();
        pass(20 * S);
        assertEquals(4, told.size(), told::toString);
        assertTrue(told.subList(0, 3).stream().allMatch(t -> t.startsWith("it@")));
        assertEquals(State.FAILED, n.state);
        told.clear();
        send();
        expect("all@" + now / S);
    }

    @Test
    @Row(175)
    void anAnswerThatDoesNotOverrideOnlyRaisesDoubt() {
        Neighbour n = send();
        answer(A, true, true);
        answer(B, true, false);
        assertEquals(A, n.hardware);
        assertEquals(State.STALE, n.state);
        answer(B, false, true);
        assertEquals(B, n.hardware);
        assertEquals(State.STALE, n.state, "nobody asked for it");
        answer(B, true, true);
        assertEquals(State.REACHABLE, n.state);
    }

    @Test
    void whatIsUnsolicitedAndSaysNothingNewChangesNothing() {
        Neighbour n = send();
        answer(A, true, true);
        answer(A, false, true);
        assertEquals(State.REACHABLE, n.state);
    }

    @Test
    void answersOfStrangersAreNotKept() {
        answer(A, true, true);
        assertNull(cache.find(HIGH, 1));
        assertEquals(0, cache.count());
    }

    @Test
    void whoAsksUsIsKnownFromThen() {
        cache.heard(HIGH, 1, A);
        Neighbour n = cache.find(HIGH, 1);
        assertNotNull(n);
        assertEquals(State.STALE, n.state);
        assertSame(n, send());
        assertEquals(State.DELAY, n.state);
        cache.heard(HIGH, 1, B);
        assertEquals(B, n.hardware);
        assertEquals(State.STALE, n.state);
    }

    @Test
    void aRequestOfTheOneWeAskForIsAnAnswer() {
        send();
        told.clear();
        cache.heard(HIGH, 1, A);
        expect("resolved");
        pass(10 * S);
        expect();
    }

    @Test
    void hearsayDisplacesNobodyAndOwnNeedDisplacesTheOldest() {
        for (int i = 0; i < NeighbourCache.CAPACITY; i++) {
            cache.use(cache.obtain(HIGH, i));
        }
        cache.use(cache.obtain(HIGH, 0));
        cache.heard(HIGH, 1L << 20, A);
        assertNull(cache.find(HIGH, 1L << 20));
        cache.obtain(HIGH, 1L << 21);
        expect("evicted 1");
        assertNull(cache.find(HIGH, 1));
        for (int i = 2; i < NeighbourCache.CAPACITY; i++) {
            assertNotNull(cache.find(HIGH, i), "all others are found as before");
        }
        assertNotNull(cache.find(HIGH, 0));
        assertEquals(NeighbourCache.CAPACITY, cache.count());
    }

    @Test
    void addressesOfBothFamiliesAreDifferentNeighbours() {
        Neighbour four = cache.obtain(0, IpAddress.mapped(1));
        Neighbour six = cache.obtain(0, 1);
        assertFalse(four == six);
        assertSame(four, cache.find(0, IpAddress.mapped(1)));
    }
}
