package mptcp.core.mp.path;

import java.util.HashMap;
import java.util.Map;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * The half-open joins of a host beyond those that are whole. Rows of a table, found by a keyed hash of addresses and ports, so
 * that nobody can aim at the row of another; in a row that is full the oldest from the newcomer's own address goes, or else the
 * oldest. So many addresses are needed at once to push out what is genuine as the table has places, half of them at the least.
 * Loop thread only.
 */
final class JoinRecords {
    private static final int ROWS = 256;
    private static final int PLACES = 32;
    /** Whoever has not answered by then does not. */
    private static final long LIFE_NS = 32_000_000_000L;

    private final long secret;
    private JoinRecord[][] rows;
    private final Map<Connection, Integer> counts = new HashMap<>();
    private int size;

    JoinRecords(long secret) {
        this.secret = secret;
    }

    int size() {
        return size;
    }

    int of(Connection c) {
        return counts.getOrDefault(c, 0);
    }

    /** @return the one that had to go for it, or null */
    JoinRecord put(JoinRecord r) {
        if (rows == null) {
            rows = new JoinRecord[ROWS][];
        }
        int row = r.hash(secret) & ROWS - 1;
        if (rows[row] == null) {
            rows[row] = new JoinRecord[PLACES];
        }
        int place = placeFor(rows[row], r);
        JoinRecord gone = rows[row][place];
        if (gone != null) {
            drop(row, place);
        }
        rows[row][place] = r;
        size++;
        counts.merge(r.connection(), 1, Integer::sum);
        return gone == null || expired(gone, r.atNs()) ? null : gone;
    }

    private static boolean expired(JoinRecord r, long nowNs) {
        return nowNs - r.atNs() > LIFE_NS;
    }

    private static int placeFor(JoinRecord[] row, JoinRecord newcomer) {
        int oldest = 0;
        int own = -1;
        for (int i = 0; i < row.length; i++) {
            JoinRecord each = row[i];
            if (each == null || expired(each, newcomer.atNs())) {
                return i;
            }
            if (each.isFrom(newcomer.remoteHi(), newcomer.remoteLo()) && (own < 0 || each.atNs() < row[own].atNs())) {
                own = i;
            }
            oldest = each.atNs() < row[oldest].atNs() ? i : oldest;
        }
        return own >= 0 ? own : oldest;
    }

    private void drop(int row, int place) {
        JoinRecord gone = rows[row][place];
        rows[row][place] = null;
        size--;
        counts.computeIfPresent(gone.connection(), (c, n) -> n == 1 ? null : n - 1);
    }

    /** That of a segment which came; null if there is none. */
    JoinRecord find(IpHeader ip, TcpHeader tcp, long nowNs) {
        return size == 0 ? null : search(ip, tcp, nowNs, false);
    }

    /** The same, and it is forgotten. */
    JoinRecord take(IpHeader ip, TcpHeader tcp, long nowNs) {
        return size == 0 ? null : search(ip, tcp, nowNs, true);
    }

    private JoinRecord search(IpHeader ip, TcpHeader tcp, long nowNs, boolean take) {
        int row = JoinRecord.hash(secret, ip, tcp) & ROWS - 1;
        for (int i = 0; rows[row] != null && i < PLACES; i++) {
            JoinRecord each = rows[row][i];
            if (each != null && each.matches(ip, tcp)) {
                if (take) {
                    drop(row, i);
                }
                return expired(each, nowNs) ? null : each;
            }
        }
        return null;
    }

    /**
     * One of a connection goes, or of any if it is null: of those in the newcomer's row, or the next that has any, one from its
     * own address, or else the oldest.
     *
     * @return whether there was one
     */
    boolean dropOne(Connection c, Flow newcomer) {
        int first = JoinRecord.hash(secret, newcomer);
        for (int n = 0; size > 0 && n < ROWS; n++) {
            int row = first + n & ROWS - 1;
            int place = rows[row] == null ? -1 : firstToGo(rows[row], c, newcomer);
            if (place >= 0) {
                drop(row, place);
                return true;
            }
        }
        return false;
    }

    private static int firstToGo(JoinRecord[] row, Connection c, Flow newcomer) {
        int found = -1;
        boolean own = false;
        for (int i = 0; i < PLACES; i++) {
            JoinRecord each = row[i];
            if (each == null || c != null && each.connection() != c) {
                continue;
            }
            boolean same = each.isFrom(newcomer.remoteHi(), newcomer.remoteLo());
            if (found < 0 || same && !own || same == own && each.atNs() < row[found].atNs()) {
                found = i;
                own = same;
            }
        }
        return found;
    }

    /** The connection is over. */
    void forget(Connection c) {
        for (int row = 0; counts.containsKey(c) && row < ROWS; row++) {
            for (int i = 0; rows[row] != null && i < PLACES; i++) {
                if (rows[row][i] != null && rows[row][i].connection() == c) {
                    drop(row, i);
                }
            }
        }
        if (size == 0) {
            rows = null;
        }
    }

    /** Whether a join of this connection was told this id of ours. */
    boolean usesLocalId(Connection c, int id, long nowNs) {
        if (!counts.containsKey(c)) {
            return false;
        }
        for (JoinRecord[] row : rows) {
            for (int i = 0; row != null && i < PLACES; i++) {
                JoinRecord each = row[i];
                if (each != null && each.connection() == c && each.localId() == id && !expired(each, nowNs)) {
                    return true;
                }
            }
        }
        return false;
    }
}
