package mptcp.core.loop;

import java.util.Arrays;
import mptcp.core.mp.Mpcb;

/** Connections to visit at the end of a turn. The caller keeps each in it at most once. */
final class WorkList {
    private Mpcb[] items = new Mpcb[16];
    private int size;

    void add(Mpcb m) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        items[size++] = m;
    }

    int size() {
        return size;
    }

    Mpcb get(int i) {
        return items[i];
    }

    /** Drops the first n; those added meanwhile stay. */
    void drop(int n) {
        System.arraycopy(items, n, items, 0, size - n);
        Arrays.fill(items, size - n, size, null);
        size -= n;
    }
}
