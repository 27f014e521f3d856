package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.core.mp.data.RxMaps.Added;
import org.junit.jupiter.api.Test;

/** The mappings that a peer announced (t_rxmaps): S10, row 49. */
class RxMapsTest {
    private static final int MORE_THAN_ARE_KEPT = 1 << 20;

    private final MapPool pool = new MapPool();
    private final RxMaps maps = new RxMaps(pool);

    private Added add(long offset, int length, long ssn) {
        return maps.add(offset, length, ssn, -1, false, 0);
    }

    @Test
    void inAnyOrder() {
        assertEquals(Added.NEW, add(200, 100, 201));
        assertEquals(Added.NEW, add(0, 100, 1));
        assertEquals(Added.NEW, add(100, 100, 101));
        for (long position = 1; position <= 300; position++) {
            DsMap map = maps.at(position);
            assertEquals(position - 1, map.offset() + position - map.ssn());
        }
        assertNull(maps.at(301));
        assertEquals(101, maps.after(1).ssn());
        assertNull(maps.after(201));
    }

    @Test
    void theSameAgainOrAPartOfIt() {
        add(0, 1000, 1);
        assertEquals(Added.KNOWN, add(0, 1000, 1));
        assertEquals(Added.KNOWN, add(0, 10, 1));
        assertEquals(Added.KNOWN, add(500, 500, 501));
        assertEquals(1, pool.live());
    }

    @Test
    void contradictions() {
        add(0, 1000, 1);
        assertEquals(Added.CONFLICT, add(7, 1000, 1), "elsewhere in the stream");
        assertEquals(Added.CONFLICT, add(500, 501, 501), "longer than what is known");
        assertEquals(Added.CONFLICT, add(5000, 10, 400));
        assertEquals(1, pool.live());
        assertEquals(0, maps.at(1).offset());
    }

    @Test
    void forgottenWhenReceivedWhole() {
        add(0, 100, 1);
        add(100, 100, 101);
        maps.receivedUpTo(100);
        assertEquals(2, pool.live());
        maps.receivedUpTo(101);
        assertEquals(1, pool.live());
        assertNull(maps.at(50));
        maps.receivedUpTo(1000);
        assertTrue(maps.isEmpty());
        assertEquals(Added.NEW, add(200, 100, 201));
    }

    @Test
    void aPeerThatOnlyAnnouncesIsBounded() {
        long ssn = 1000;
        Added last = Added.NEW;
        int taken = 0;
        while (taken < MORE_THAN_ARE_KEPT && last == Added.NEW) {
            last = add(taken, 1, ssn++);
            taken++;
        }
        assertEquals(Added.FULL, last);
        assertTrue(pool.live() < MORE_THAN_ARE_KEPT);
        assertEquals(Added.FULL, add(7, 1, 5), "before all others, but not what they wait for");
        assertEquals(Added.NEW, maps.add(8, 1, 6, -1, false, 6), "the bytes that all wait for still find a place");
        maps.clear();
        assertEquals(0, pool.live());
    }

    @Test
    void beforeAndBetweenManyOthers() {
        for (int i = 999; i >= 0; i -= 2) {
            assertEquals(Added.NEW, add(10 * i, 10, 10 * i));
        }
        for (int i = 998; i >= 0; i -= 2) {
            assertEquals(Added.NEW, add(10 * i, 10, 10 * i));
        }
        for (int position = 0; position < 10_000; position++) {
            assertEquals(position, maps.at(position).offset() + position % 10);
        }
        assertTrue(maps.cover(0, 10_000));
    }

    @Test
    void coverage() {
        assertTrue(maps.cover(5, 5));
        assertFalse(maps.cover(5, 6));
        add(0, 100, 1);
        add(100, 100, 101);
        add(300, 100, 301);
        assertTrue(maps.cover(1, 201));
        assertTrue(maps.cover(50, 150));
        assertFalse(maps.cover(50, 202));
        assertFalse(maps.cover(0, 50));
        assertTrue(maps.cover(301, 401));
        assertTrue(maps.cover(500, 10), "nothing is asked");
    }

    @Test
    void allOnOneLine() {
        assertTrue(maps.onLine(12345));
        add(99, 100, 100);
        add(199, 100, 200);
        assertTrue(maps.onLine(-1));
        assertFalse(maps.onLine(0));
        add(1000, 100, 300);
        assertFalse(maps.onLine(-1));
    }
}
