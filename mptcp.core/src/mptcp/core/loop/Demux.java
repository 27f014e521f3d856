package mptcp.core.loop;

import mptcp.core.mp.path.Subflow;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * Finds the subflow of an arriving segment by its addresses and ports: open addressing, hashed with a secret so that nobody
 * can aim at one bucket. Loop thread only.
 */
final class Demux {
    private static final int FIRST_CAPACITY = 64;

    private final long secret;
    private Subflow[] table = new Subflow[FIRST_CAPACITY];
    private int size;

    Demux(long secret) {
        this.secret = secret;
    }

    int size() {
        return size;
    }

    private int slot(long hash) {
        return (int) (hash >>> 33) & table.length - 1;
    }

    private int slot(Flow f) {
        return slot(FlowHash.of(secret, f));
    }

    Subflow find(IpHeader ip, TcpHeader tcp) {
        int i = slot(FlowHash.of(secret, ip, tcp));
        for (Subflow s = table[i]; s != null; s = table[i = i + 1 & table.length - 1]) {
            if (s.tcb().flow().matches(ip, tcp)) {
                return s;
            }
        }
        return null;
    }

    Subflow find(Flow flow) {
        int i = slot(flow);
        for (Subflow s = table[i]; s != null; s = table[i = i + 1 & table.length - 1]) {
            if (same(s.tcb().flow(), flow)) {
                return s;
            }
        }
        return null;
    }

    static boolean same(Flow a, Flow b) {
        return a.localPort() == b.localPort() && a.remotePort() == b.remotePort() && a.localLo() == b.localLo()
                && a.remoteLo() == b.remoteLo() && a.localHi() == b.localHi() && a.remoteHi() == b.remoteHi();
    }

    void add(Subflow s) {
        if (size * 2 >= table.length) {
            Subflow[] old = table;
            table = new Subflow[old.length * 2];
            for (Subflow each : old) {
                if (each != null) {
                    insert(each);
                }
            }
        }
        insert(s);
        size++;
    }

    private void insert(Subflow s) {
        int i = slot(s.tcb().flow());
        while (table[i] != null) {
            i = i + 1 & table.length - 1;
        }
        table[i] = s;
    }

    void remove(Subflow s) {
        int i = slot(s.tcb().flow());
        while (table[i] != s) {
            if (table[i] == null) {
                return;
            }
            i = i + 1 & table.length - 1;
        }
        table[i] = null;
        size--;
        // Those behind it may have been pushed past their place by it.
        for (int j = i + 1 & table.length - 1; table[j] != null; j = j + 1 & table.length - 1) {
            Subflow moved = table[j];
            table[j] = null;
            insert(moved);
        }
    }
}
