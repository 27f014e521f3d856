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

    private int slot(long localHi, long localLo, long remoteHi, long remoteLo, int ports) {
        long h = secret;
        h = (h ^ localHi) * 0x9e37_79b9_7f4a_7c15L;
        h = (h ^ h >>> 32 ^ localLo) * 0xbf58_476d_1ce4_e5b9L;
        h = (h ^ h >>> 29 ^ remoteHi) * 0x94d0_49bb_1331_11ebL;
        h = (h ^ h >>> 31 ^ remoteLo) * 0x9e37_79b9_7f4a_7c15L;
        h = (h ^ h >>> 32 ^ ports) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (h >>> 33) & table.length - 1;
    }

    private int slot(Flow f) {
        return slot(f.localHi(), f.localLo(), f.remoteHi(), f.remoteLo(), f.localPort() << 16 | f.remotePort());
    }

    Subflow find(IpHeader ip, TcpHeader tcp) {
        int i = slot(ip.dstHi(), ip.dstLo(), ip.srcHi(), ip.srcLo(), tcp.dstPort() << 16 | tcp.srcPort());
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

    private static boolean same(Flow a, Flow b) {
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
