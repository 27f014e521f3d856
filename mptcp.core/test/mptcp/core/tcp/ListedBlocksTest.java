package mptcp.core.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The list of blocks as FreeBSD's receivers keep it, in hundreds of bytes. */
class ListedBlocksTest {
    private final ListedBlocks list = new ListedBlocks();
    private long expected = 1;

    private void placed(long start, long end, long next, String blocks) {
        list.taken(start, end, expected, next);
        expected = next;
        assertEquals(blocks, shown());
        list.told(expected);
    }

    private void repeated(long start, long end, String blocks) {
        list.duplicate(start, end, expected);
        assertEquals(blocks, shown());
        list.told(expected);
    }

    private String shown() {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < list.count(); i++) {
            s.append(i == 0 ? "" : " ").append(list.start(i)).append(':').append(list.end(i));
        }
        return s.toString();
    }

    @Test
    void theNewestFirst() {
        placed(3, 5, 1, "3:5");
        placed(9, 10, 1, "9:10 3:5");
        placed(5, 7, 1, "3:7 9:10");
        placed(1, 3, 7, "9:10");
        placed(7, 9, 10, "");
    }

    @Test
    void aDuplicateStaysUntilOneThatTouchesItChanges() {
        placed(5, 9, 1, "5:9");
        placed(6, 7, 1, "6:7 5:9");
        placed(2, 3, 1, "2:3 6:7 5:9");
        placed(4, 6, 1, "5:6 4:9 2:3");
        placed(11, 12, 1, "11:12 5:6 4:9 2:3");
        placed(1, 2, 3, "11:12 5:6 4:9");
        placed(3, 4, 9, "11:12");
    }

    @Test
    void whatLiesBeforeIsToldOnce() {
        placed(8, 9, 1, "8:9");
        placed(1, 4, 4, "8:9");
        repeated(2, 4, "2:4 8:9");
        placed(12, 13, 4, "12:13 8:9");
        repeated(1, 2, "1:2 12:13 8:9");
        assertEquals("12:13 8:9", shown());
    }

    /** A segment that begins before what is expected: its first part is the duplicate, the rest is taken. */
    @Test
    void onlyAPartHadCome() {
        placed(1, 4, 4, "");
        list.duplicate(2, 4, 4);
        placed(4, 6, 6, "2:4");
        placed(9, 10, 6, "9:10");
        list.duplicate(5, 6, 6);
        placed(6, 9, 10, "5:6");
    }

    @Test
    void fiveBesidesADuplicate() {
        for (int i = 0; i < 8; i++) {
            list.taken(10 + 10L * i, 11 + 10L * i, 1, 1);
        }
        assertEquals(5, list.count());
        assertEquals(80, list.start(0));
        list.taken(80, 81, 1, 1);
        assertEquals("80:81 80:81 70:71 60:61 50:51 40:41", shown());
        list.clear();
        assertEquals(0, list.count());
    }
}
