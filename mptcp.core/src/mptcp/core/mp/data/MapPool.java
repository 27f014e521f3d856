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
            free = map.next;
            size--;
        }
        live++;
        map.offset = offset;
        map.length = length;
        map.ssn = ssn;
        map.checksum = -1;
        map.flags = flags;
        map.next = null;
        return map;
    }

    public void give(DsMap map) {
        live--;
        if (size < KEPT) {
            map.next = free;
            free = map;
            size++;
        }
    }

    /** Maps in use: 0 when no connection carries data. */
    public int live() {
        return live;
    }
}
