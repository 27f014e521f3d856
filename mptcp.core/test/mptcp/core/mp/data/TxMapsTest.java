package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The maps of a subflow (t_txmaps): S7, S8, S11 and S12. */
class TxMapsTest {
    private final MapPool pool = new MapPool();
    private final TxMaps maps = new TxMaps(pool);

    @Test
    void lookupByPosition() {
        DsMap first = maps.add(1000, 100, 1, 0, 0);
        DsMap second = maps.add(5000, 50, 101, 0, 0);
        assertNull(maps.at(0));
        assertSame(first, maps.at(1));
        assertSame(first, maps.at(100));
        assertSame(second, maps.at(101));
        assertSame(second, maps.at(150));
        assertNull(maps.at(151));
        assertSame(first, maps.at(50), "backwards, for a retransmission");
        assertEquals(150, maps.bytes());
    }

    @Test
    void aMapIsForgottenWhenTheSubflowAcknowledgedAllOfIt() {
        maps.add(0, 100, 1, 0, 0);
        maps.add(100, 100, 101, 0, 0);
        assertTrue(maps.ackedUpTo(100), "all but a byte of it");
        assertEquals(101, maps.bytes());
        assertEquals(99, maps.lowest());
        assertEquals(2, pool.live());
        assertFalse(maps.ackedUpTo(100));
        assertTrue(maps.ackedUpTo(101));
        assertEquals(100, maps.bytes());
        assertEquals(1, pool.live());
        assertEquals(100, maps.lowest());
        assertTrue(maps.ackedUpTo(201));
        assertEquals(Long.MAX_VALUE, maps.lowest());
        assertNull(maps.head());
        assertEquals(0, pool.live());
    }

    @Test
    void theLowestByteIsThatOfAnyMapOnceDataWasSentAgainHere() {
        maps.add(700, 100, 1, 0, 0);
        assertEquals(700, maps.lowest());
        maps.add(200, 100, 101, DsMap.IS_REXMIT, 0);
        assertEquals(200, maps.lowest());
        maps.ackedUpTo(101);
        assertEquals(200, maps.lowest());
        maps.ackedUpTo(201);
        assertEquals(Long.MAX_VALUE, maps.lowest());
    }

    /** Against the definition, for first transmissions and repetitions in any order. */
    @Test
    void theLowestByteWhateverIsAddedAndAcknowledged() {
        SplittableRandom random = new SplittableRandom(1);
        long ssn = 1;
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(100) < (i / 500 % 2 == 0 ? 60 : 40)) {
                maps.add(100L * random.nextInt(1_000), 100, ssn, random.nextBoolean() ? DsMap.IS_REXMIT : 0, 0);
                ssn += 100;
            } else if (maps.head() != null) {
                maps.ackedUpTo(maps.head().ssnEnd() + 50L * (random.nextInt(6) - 1));
            }
            long lowest = Long.MAX_VALUE;
            for (DsMap map = maps.head(); map != null; map = map.next()) {
                lowest = Math.min(lowest, map.from());
            }
            assertEquals(lowest, maps.lowest());
        }
        maps.clear();
        assertEquals(Long.MAX_VALUE, maps.lowest());
        maps.add(300, 100, ssn, 0, 0);
        assertEquals(300, maps.lowest());
    }

    @Test
    void whatFollowsWhatWasNotSentYetIsToldWithIt() {
        DsMap first = maps.add(0, 100, 1, 0, 300);
        assertSame(first, maps.add(100, 100, 101, 0, 300));
        assertEquals(200, first.length());
        DsMap second = maps.add(200, 101, 201, 0, 300);
        assertNotSame(first, second, "one mapping has no more than that");
        second.leaves(250, 0);
        assertNotSame(second, maps.add(301, 100, 302, 0, 300), "the peer was told of it");
        DsMap last = maps.add(500, 100, 402, 0, 300);
        assertEquals(500, last.offset(), "something went elsewhere in between");
        assertSame(last, maps.add(600, 100, 502, DsMap.HAS_FIN, 300));
        assertEquals(201, last.wireLength());
        assertNotSame(last, maps.add(700, 100, 602, DsMap.IS_REXMIT, 300), "it is sent again");
        assertEquals(701, maps.bytes());
        maps.ackedUpTo(51);
        assertEquals(651, maps.bytes());
        assertEquals(50, maps.lowest());
        assertFalse(maps.covers(49));
        assertTrue(maps.covers(50));
        maps.ackedUpTo(702);
        assertEquals(0, pool.live());
    }

    @Test
    void flagsFollowAMapThroughItsLife() {
        DsMap map = maps.add(0, 100, 1, DsMap.IS_REXMIT, 0);
        map.leaves(51, 0);
        assertFalse(map.is(DsMap.IS_SENT), "half of it");
        map.leaves(101, 50);
        assertTrue(map.is(DsMap.IS_SENT));
        assertFalse(map.is(DsMap.IS_DUP));
        map.leaves(101, 100);
        assertTrue(map.is(DsMap.IS_DUP), "sent again, though the data level has it");
        assertTrue(map.is(DsMap.IS_REXMIT));
        assertFalse(map.is(DsMap.IS_ACKED));
        maps.ackedUpTo(101);
        assertTrue(map.is(DsMap.IS_ACKED));
    }

    @Test
    void whoCarriesWhat() {
        maps.add(100, 100, 1, 0, 0);
        maps.add(400, 100, 101, 0, 0);
        assertFalse(maps.covers(99));
        assertTrue(maps.covers(100));
        assertTrue(maps.covers(199));
        assertFalse(maps.covers(200));
        assertEquals(100, maps.boundaryAfter(0));
        assertEquals(200, maps.boundaryAfter(100));
        assertEquals(400, maps.boundaryAfter(200));
        assertEquals(500, maps.boundaryAfter(450));
        assertEquals(Long.MAX_VALUE, maps.boundaryAfter(500));
        assertEquals(200, maps.bytesFrom(0));
        assertEquals(150, maps.bytesFrom(150), "un-DATA-ACKed: what lies beyond");
        assertEquals(0, maps.bytesFrom(500));
    }

    @Test
    void reinjectedDataBreaksTheLine() {
        assertTrue(maps.unbroken(0, 0));
        maps.add(0, 100, 1, 0, 0);
        maps.add(100, 100, 101, 0, 0);
        assertTrue(maps.unbroken(0, 200));
        assertTrue(maps.unbroken(150, 200));
        maps.add(900, 100, 201, DsMap.IS_REXMIT, 0);
        assertFalse(maps.unbroken(200, 1000), "what lies between went to another subflow");
        assertFalse(maps.unbroken(900, 1000), "what is on another line is still under way");
        maps.ackedUpTo(201);
        assertTrue(maps.unbroken(900, 1000));
        assertFalse(maps.unbroken(900, 1100), "what is behind it went to another subflow");
    }

    /** The peer has their positions, whether it could make anything of them or not. */
    @Test
    void whatWasAcknowledgedByTheSubflowAloneCounts() {
        maps.add(0, 100, 1, 0, 0);
        maps.add(100, 400, 101, 0, 0);
        maps.ackedUpTo(501);
        assertTrue(maps.unbroken(0, 500));
        maps.add(0, 100, 501, DsMap.IS_REXMIT, 0);
        assertFalse(maps.unbroken(0, 500));
        maps.ackedUpTo(601);
        assertFalse(maps.unbroken(0, 500), "0 is at position 501, and 100 at 101");
        maps.add(100, 400, 601, DsMap.IS_REXMIT, 0);
        assertTrue(maps.unbroken(0, 500), "the second copy is on one line again");
        maps.ackedUpTo(1001);
        assertTrue(maps.unbroken(500, 500), "the peer has all");
    }

    @Test
    void clearGivesAllBack() {
        for (int i = 0; i < 1000; i++) {
            maps.add(i * 10L, 10, 1 + i * 10L, i % 3 == 0 ? DsMap.IS_REXMIT : 0, 0);
        }
        assertEquals(1000, pool.live());
        maps.clear();
        assertEquals(0, pool.live());
        assertEquals(0, maps.bytes());
        assertEquals(Long.MAX_VALUE, maps.lowest());
        maps.add(7, 1, 1, 0, 0);
        assertEquals(7, maps.lowest());
    }
}
