package mptcp.core.mp.data;

/** The mappings that a subflow's peer has announced and that are not received whole yet (t_rxmaps; report, figure 6). */
public final class RxMaps {
    /**
     * Bounds the memory that a peer can claim by announcing mappings without sending their bytes; more than the largest
     * receive buffer holds full segments.
     */
    private static final int MAX_MAPS = 1 << 14;

    /** What became of an announced mapping. */
    public enum Added {
        NEW,
        KNOWN,
        /** It contradicts one that is known. */
        CONFLICT,
        /** Too many. */
        FULL
    }

    private final MapPool pool;
    private DsMap head;
    private DsMap tail;
    /** What was announced last: the payload that comes next is mostly its. */
    private DsMap recent;
    private int count;

    public RxMaps(MapPool pool) {
        this.pool = pool;
    }

    public boolean isEmpty() {
        return head == null;
    }

    /** The one of the lowest position, or null. */
    public DsMap head() {
        return head;
    }

    /**
     * Takes a mapping; the list stays in the order of positions. One before all others is taken even beyond the limit: it
     * is of the bytes that the others wait for.
     */
    public Added add(long offset, int length, long ssn, int checksum, boolean fin) {
        boolean atEnd = tail != null && tail.ssnEnd() <= ssn;
        DsMap before = atEnd ? tail : null;
        DsMap m = atEnd ? null : head;
        while (m != null && m.ssnEnd() <= ssn) {
            before = m;
            m = m.next;
        }
        if (m != null && m.ssn < ssn + length) {
            boolean covered = m.ssn <= ssn && ssn + length <= m.ssnEnd();
            boolean agrees = m.offset - m.ssn == offset - ssn;
            recent = m;
            return covered && agrees ? Added.KNOWN : Added.CONFLICT;
        }
        if (count >= MAX_MAPS && before != null) {
            return Added.FULL;
        }
        DsMap map = pool.take(offset, length, ssn, fin ? DsMap.HAS_FIN : 0);
        map.checksum = checksum;
        map.next = m;
        if (before == null) {
            head = map;
        } else {
            before.next = map;
        }
        if (m == null) {
            tail = map;
        }
        recent = map;
        count++;
        return Added.NEW;
    }

    /** The map of this position, or null. */
    public DsMap at(long position) {
        if (recent != null && recent.ssn <= position && position < recent.ssnEnd()) {
            return recent;
        }
        for (DsMap m = head; m != null && m.ssn <= position; m = m.next) {
            if (position < m.ssnEnd()) {
                return m;
            }
        }
        return null;
    }

    /** The first map that begins behind the position, or null. */
    public DsMap after(long position) {
        DsMap m = head;
        while (m != null && m.ssn <= position) {
            m = m.next;
        }
        return m;
    }

    /** Whether each map puts its positions at this distance from the stream's offsets. */
    public boolean onLine(long offsetMinusPosition) {
        for (DsMap m = head; m != null; m = m.next) {
            if (m.offset - m.ssn != offsetMinusPosition) {
                return false;
            }
        }
        return true;
    }

    /** Whether each of these positions has a map. */
    public boolean cover(long from, long to) {
        long p = from;
        for (DsMap m = head; m != null && p < to && m.ssn <= p; m = m.next) {
            p = Math.max(p, m.ssnEnd());
        }
        return p >= to;
    }

    /** Forgets the maps that lie whole below this position. */
    public void receivedUpTo(long position) {
        while (head != null && head.ssnEnd() <= position) {
            DsMap done = head;
            head = done.next;
            if (head == null) {
                tail = null;
            }
            if (recent == done) {
                recent = null;
            }
            count--;
            pool.give(done);
        }
    }

    public void clear() {
        receivedUpTo(Long.MAX_VALUE);
    }
}
