package mptcp.core.mp.path;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;

/**
 * The joins of a host that have shown the token and nothing else, which everybody on the path can (RFC 8684 section 5.1). They
 * have no slot of their connection: a genuine join is not kept out by them. Their number is bounded for each connection and
 * for the host; where there are too many, the oldest goes, silently. Loop thread only.
 */
public final class HalfOpenJoins {
    private static final int PER_CONNECTION = 256;
    private static final int PER_HOST = 2048;

    private final Counters counters;
    /** In the order of their coming; of all connections, and of each that has any. */
    private final Set<Subflow> all = new LinkedHashSet<>();
    private final Map<Connection, Set<Subflow>> byConnection = new HashMap<>();

    public HalfOpenJoins(Counters counters) {
        this.counters = counters;
    }

    void add(Subflow s) {
        Set<Subflow> own = byConnection.computeIfAbsent(s.owner(), c -> new LinkedHashSet<>());
        if (own.size() >= PER_CONNECTION) {
            evict(own.iterator().next());
        } else if (all.size() >= PER_HOST) {
            evict(all.iterator().next());
        }
        byConnection.computeIfAbsent(s.owner(), c -> own).add(s);
        all.add(s);
    }

    private void evict(Subflow s) {
        counters.count(Mib.MPJ_HALF_OPEN_DROP);
        remove(s);
        s.forget();
    }

    /** It has proven itself, or is gone. @return whether it was one of them */
    boolean remove(Subflow s) {
        if (!all.remove(s)) {
            return false;
        }
        Set<Subflow> own = byConnection.get(s.owner());
        own.remove(s);
        if (own.isEmpty()) {
            byConnection.remove(s.owner());
        }
        return true;
    }

    /** The connection is over: so are they. */
    void forget(Connection c) {
        Set<Subflow> own = byConnection.remove(c);
        if (own != null) {
            for (Iterator<Subflow> i = own.iterator(); i.hasNext();) {
                Subflow s = i.next();
                all.remove(s);
                s.forget();
            }
        }
    }

    /** Whether a join of this connection was told this id of ours. */
    boolean usesLocalId(Connection c, int id) {
        Set<Subflow> own = byConnection.get(c);
        if (own != null) {
            for (Subflow s : own) {
                if (s.localId() == id) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many there are. */
    public int size() {
        return all.size();
    }
}
