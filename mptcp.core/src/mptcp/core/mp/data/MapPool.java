package mptcp.core.mp.data;

/** Unused maps of a loop. */
public final class MapPool {
    private static final int KEPT = 1 << 16;

    private DsMap free;
    private int size;
    private int live;

    public DsMap take(long offset, int length, long ssn, int flags) {
        DsMap map = free;
        if (map == null) {
            map = new DsMap();
        } else {
            free = map.next();
            size--;
        }
        live++;
        map.begin(offset, length, ssn, flags);
        return map;
    }

    public void give(DsMap map) {
        live--;
        if (size < KEPT) {
            map.followedBy(free);
            free = map;
            size++;
        }
    }

    /** Maps in use: 0 when no connection carries data. */
    public int live() {
        return live;
    }
}
