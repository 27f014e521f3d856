package mptcp.core.loop;

import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * Subflows whose home is this loop and whose connection lives on another: the peer opened them, with a port of its choice.
 * As many entries as there are such subflows, so they are bounded by what bounds subflows. Open addressing; to find allocates
 * nothing. Loop thread only.
 */
final class Strays {
    private static final int FIRST_CAPACITY = 16;

    private final long secret;
    private Stray[] table = new Stray[FIRST_CAPACITY];
    private int size;

    private record Stray(Flow flow, int loop) {}

    Strays(long secret) {
        this.secret = secret;
    }

    int size() {
        return size;
    }

    private int slot(long hash) {
        return (int) (hash >>> 33) & table.length - 1;
    }

    /** The loop where it is, or -1. */
    int find(IpHeader ip, TcpHeader tcp) {
        if (size == 0) {
            return -1;
        }
        int i = slot(FlowHash.of(secret, ip, tcp));
        for (Stray s = table[i]; s != null; s = table[i = i + 1 & table.length - 1]) {
            if (s.flow.matches(ip, tcp)) {
                return s.loop;
            }
        }
        return -1;
    }

    /** The same. */
    int find(Flow flow) {
        int i = place(flow);
        return table[i] == null ? -1 : table[i].loop;
    }

    /** Where it is, or would be. */
    private int place(Flow flow) {
        int i = slot(FlowHash.of(secret, flow));
        while (table[i] != null && !Demux.same(table[i].flow, flow)) {
            i = i + 1 & table.length - 1;
        }
        return i;
    }

    void put(Flow flow, int loop) {
        if (size * 2 >= table.length) {
            Stray[] old = table;
            table = new Stray[old.length * 2];
            for (Stray each : old) {
                if (each != null) {
                    table[place(each.flow)] = each;
                }
            }
        }
        int i = place(flow);
        size += table[i] == null ? 1 : 0;
        table[i] = new Stray(flow, loop);
    }

    /** Unless another loop has taken these addresses and ports since. */
    void remove(Flow flow, int loop) {
        int i = place(flow);
        if (table[i] == null || table[i].loop != loop) {
            return;
        }
        table[i] = null;
        size--;
        for (int j = i + 1 & table.length - 1; table[j] != null; j = j + 1 & table.length - 1) {
            Stray moved = table[j];
            table[j] = null;
            table[place(moved.flow)] = moved;
        }
    }
}
