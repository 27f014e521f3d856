package mptcp.core.mp.data;

/** The maps given to one subflow and not yet acknowledged by it, in the order of their positions (t_txmaps). */
public final class TxMaps {
    private final MapPool pool;
    private DsMap head;
    private DsMap tail;
    /** Where the last lookup ended; lookups go mostly forward. */
    private DsMap cursor;
    /**
     * The maps with no lower byte behind them, ascending: the first has the lowest of all. A map that is added ends those
     * that are not lower, one that leaves can only be the first, so each costs a few steps however many there are.
     */
    private DsMap lowHead;
    private DsMap lowTail;
    private long bytes;
    private long deliveredTo;
    /**
     * The last straight stretch: positions and stream offsets have run side by side, {@code runLine} apart, since the map
     * that began at the offset {@code runStart}, up to {@code runEnd}. Maps that were acknowledged count: a peer that has
     * fallen back counts their positions too.
     */
    private long runStart;
    private long runEnd;
    private long runLine = Long.MIN_VALUE;

    public TxMaps(MapPool pool) {
        this.pool = pool;
    }

    /** @param most bytes that one mapping may tell of, if these bytes continue the last one; 0: each is told by itself */
    public DsMap add(long offset, int length, long ssn, int flags, int most) {
        if (tail != null && tail.takes(offset, length, ssn, flags, most)) {
            tail.append(length, flags);
            bytes += length;
            runEnd = offset + length;
            return tail;
        }
        DsMap map = pool.take(offset, length, ssn, flags);
        if (tail == null) {
            head = map;
        } else {
            tail.followedBy(map);
        }
        tail = map;
        bytes += length;
        if (offset - ssn != runLine) {
            runLine = offset - ssn;
            runStart = offset;
        }
        runEnd = offset + length;
        addLow(map);
        return map;
    }

    private void addLow(DsMap map) {
        while (lowTail != null && lowTail.offset() >= map.offset()) {
            lowTail = lowTail.lowPrevious();
        }
        map.lowBehind(lowTail);
        if (lowTail == null) {
            lowHead = map;
        }
        lowTail = map;
    }

    private void removeLow(DsMap oldest) {
        if (lowHead == oldest) {
            lowHead = oldest.withoutLow();
            if (lowHead == null) {
                lowTail = null;
            }
        }
    }

    /** Bytes mapped and not acknowledged at the subflow level. */
    public long bytes() {
        return bytes;
    }

    /** Bytes of maps that reach beyond this stream offset. */
    public long bytesFrom(long offset) {
        long sum = 0;
        for (DsMap m = head; m != null; m = m.next()) {
            sum += Math.max(0, m.end() - Math.max(offset, m.from()));
        }
        return sum;
    }

    public DsMap head() {
        return head;
    }

    /** The map of this position, or null. */
    public DsMap at(long position) {
        DsMap m = cursor != null && cursor.ssn() <= position ? cursor : head;
        while (m != null && m.ssnEnd() <= position) {
            m = m.next();
        }
        if (m == null || m.ssn() > position) {
            return null;
        }
        cursor = m;
        return m;
    }

    /** Forgets what was acknowledged. @return whether that was anything */
    public boolean ackedUpTo(long una) {
        long before = bytes;
        while (head != null && head.ssn() < una) {
            DsMap done = head;
            bytes -= done.acked(una);
            deliveredTo = Math.max(deliveredTo, done.from());
            if (done.ssnEnd() > una) {
                break;
            }
            head = done.next();
            if (head == null) {
                tail = null;
            }
            if (cursor == done) {
                cursor = null;
            }
            removeLow(done);
            pool.give(done);
        }
        return bytes < before;
    }

    /** Behind the highest byte of the stream that the subflow has acknowledged. */
    public long deliveredTo() {
        return deliveredTo;
    }

    /** The lowest stream offset that a map refers to and the subflow has not acknowledged, or {@link Long#MAX_VALUE}. */
    public long lowest() {
        if (lowHead == null) {
            return Long.MAX_VALUE;
        }
        DsMap second = lowHead.lowNext(); // the first may have been acknowledged in part
        return second == null ? lowHead.from() : Math.min(lowHead.from(), second.offset());
    }

    /** The next offset behind this one at which a map begins or ends, or {@link Long#MAX_VALUE}. */
    public long boundaryAfter(long offset) {
        long until = Long.MAX_VALUE;
        for (DsMap m = head; m != null; m = m.next()) {
            if (m.from() > offset) {
                until = Math.min(until, m.from());
            } else if (m.end() > offset) {
                until = Math.min(until, m.end());
            }
        }
        return until;
    }

    public boolean covers(long offset) {
        if (offset < lowest()) {
            return false;
        }
        for (DsMap m = lowHead; m != null && m.offset() <= offset; m = m.lowNext()) {
            if (m.from() <= offset && offset < m.end()) {
                return true; // what the peer waits for is among the first of these
            }
        }
        for (DsMap m = head; m != null; m = m.next()) {
            if (m.from() <= offset && offset < m.end()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether positions and stream offsets run side by side from {@code una}, below which the peer has all, up to {@code
     * next}, the next offset to be mapped: nothing in between went elsewhere or was sent again here.
     */
    public boolean unbroken(long una, long next) {
        if (head == null && una == next) {
            return true;
        }
        return runEnd == next && runStart <= una && (head == null || head.offset() - head.ssn() == runLine);
    }

    public void clear() {
        while (head != null) {
            DsMap m = head;
            head = m.next();
            pool.give(m);
        }
        tail = null;
        cursor = null;
        lowHead = null;
        lowTail = null;
        bytes = 0;
    }
}
