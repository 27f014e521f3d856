package mptcp.core.mp.data;

/**
 * The mappings that a subflow's peer has announced and that are not received whole yet (t_rxmaps; report, figure 6), in the
 * order of their positions. Adding one behind the others, and forgetting the first, takes a few steps however many there
 * are; looking one up takes a binary search. Loop thread only.
 */
public final class RxMaps {
    /** Bounds what a peer can claim by announcing mappings without their bytes; that they lie in the window does so too. */
    private static final int MAX_MAPS = 1 << 14;
    private static final int FIRST_CAPACITY = 8;

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
    /** A ring: map i is at (first + i) modulo the length, a power of two. Ascending and disjoint in positions. */
    private DsMap[] maps = new DsMap[FIRST_CAPACITY];
    private int first;
    private int count;
    /** What was announced or looked up last: the payload that comes next is mostly its. */
    private DsMap recent;

    public RxMaps(MapPool pool) {
        this.pool = pool;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The one of the lowest position, or null. */
    public DsMap head() {
        return count == 0 ? null : maps[first];
    }

    private DsMap get(int i) {
        return maps[first + i & maps.length - 1];
    }

    private void set(int i, DsMap map) {
        maps[first + i & maps.length - 1] = map;
    }

    /** The first that ends behind this position, or {@link #count}. */
    private int endingBehind(long position) {
        if (count == 0 || get(count - 1).ssnEnd() <= position) {
            return count;
        }
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (get(middle).ssnEnd() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Takes a mapping. That of the next byte expected is taken even beyond the limit, since all others wait for it.
     *
     * @param received the next position expected
     */
    public Added add(long offset, int length, long ssn, int checksum, boolean fin, long received) {
        int at = endingBehind(ssn);
        DsMap met = at < count ? get(at) : null;
        if (met != null && met.ssn() < ssn + length) {
            boolean covered = met.ssn() <= ssn && ssn + length <= met.ssnEnd();
            boolean agrees = met.offset() - met.ssn() == offset - ssn;
            recent = met;
            return covered && agrees ? Added.KNOWN : Added.CONFLICT;
        }
        if (count >= MAX_MAPS && ssn > received) {
            return Added.FULL;
        }
        DsMap map = pool.take(offset, length, ssn, fin ? DsMap.HAS_FIN : 0);
        map.checksum(checksum);
        insert(at, map);
        recent = map;
        return Added.NEW;
    }

    private void insert(int at, DsMap map) {
        if (count == maps.length) {
            grow();
        }
        if (at < count / 2) {
            first = first - 1 & maps.length - 1;
            count++;
            for (int i = 0; i < at; i++) {
                set(i, get(i + 1));
            }
        } else {
            count++;
            for (int i = count - 1; i > at; i--) {
                set(i, get(i - 1));
            }
        }
        set(at, map);
    }

    private void grow() {
        DsMap[] larger = new DsMap[2 * maps.length];
        for (int i = 0; i < count; i++) {
            larger[i] = get(i);
        }
        maps = larger;
        first = 0;
    }

    /** The map of this position, or null. */
    public DsMap at(long position) {
        if (recent != null && recent.ssn() <= position && position < recent.ssnEnd()) {
            return recent;
        }
        int i = endingBehind(position);
        if (i == count || get(i).ssn() > position) {
            return null;
        }
        recent = get(i);
        return recent;
    }

    /** The first map that begins behind the position, or null. */
    public DsMap after(long position) {
        int i = endingBehind(position);
        if (i < count && get(i).ssn() <= position) {
            i++;
        }
        return i < count ? get(i) : null;
    }

    /** Whether each map puts its positions at this distance from the stream's offsets. */
    public boolean onLine(long offsetMinusPosition) {
        for (int i = 0; i < count; i++) {
            if (get(i).offset() - get(i).ssn() != offsetMinusPosition) {
                return false;
            }
        }
        return true;
    }

    /** Whether each of these positions has a map. */
    public boolean cover(long from, long to) {
        long p = from;
        for (int i = endingBehind(from); i < count && p < to && get(i).ssn() <= p; i++) {
            p = Math.max(p, get(i).ssnEnd());
        }
        return p >= to;
    }

    /** Forgets the maps that lie whole below this position. */
    public void receivedUpTo(long position) {
        while (count > 0 && maps[first].ssnEnd() <= position) {
            DsMap done = maps[first];
            maps[first] = null;
            first = first + 1 & maps.length - 1;
            count--;
            if (recent == done) {
                recent = null;
            }
            pool.give(done);
        }
    }

    public void clear() {
        receivedUpTo(Long.MAX_VALUE);
        maps = new DsMap[FIRST_CAPACITY];
        first = 0;
    }

    /** How many there are. */
    public int count() {
        return count;
    }
}
