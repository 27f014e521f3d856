package mptcp.core.mp.path;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mptcp.api.policy.Subflows;
import mptcp.api.socket.StackConfig;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;

/**
 * The joins of a host that have shown the token and nothing else, which everybody on the path can (RFC 8684 section 5.1). They
 * have no slot of their connection: a genuine join is not kept out by them. Their number is bounded for each connection and
 * for the host; where one too many comes, one goes, silently. It is the oldest from the newcomer's own address, if there is
 * one: who asks often makes room for himself and no one else. Otherwise it is the oldest, which has had the longest time to
 * prove itself: a genuine join is through after one round trip. At the host's limit the connection pays that has the most.
 * Loop thread only.
 */
public final class HalfOpenJoins {
    /** As many as can be genuine: a connection has no more subflows. */
    private static final int CROWD = Subflows.MAX;

    private final Counters counters;
    private final Supplier<StackConfig> config;
    /** Of each connection that has any, in the order of their coming. */
    private final Map<Connection, Set<Subflow>> byConnection = new HashMap<>();
    private int size;

    public HalfOpenJoins(Counters counters, Supplier<StackConfig> config) {
        this.counters = counters;
        this.config = config;
    }

    void add(Subflow s) {
        StackConfig limits = config.get();
        Set<Subflow> own = byConnection.get(s.owner());
        if (own != null && own.size() >= limits.maxHalfOpenJoinsPerConnection()) {
            evict(victim(own, s.tcb.flow()));
        } else if (size >= limits.maxHalfOpenJoins()) {
            evict(victim(largest(), s.tcb.flow()));
        }
        byConnection.computeIfAbsent(s.owner(), c -> new LinkedHashSet<>()).add(s);
        size++;
    }

    private static Subflow victim(Set<Subflow> of, Flow newcomer) {
        for (Subflow each : of) {
            Flow f = each.tcb.flow();
            if (f.remoteLo() == newcomer.remoteLo() && f.remoteHi() == newcomer.remoteHi()) {
                return each;
            }
        }
        return of.iterator().next();
    }

    private Set<Subflow> largest() {
        Set<Subflow> largest = Set.of();
        for (Set<Subflow> each : byConnection.values()) {
            largest = each.size() > largest.size() ? each : largest;
        }
        return largest;
    }

    private void evict(Subflow s) {
        counters.count(Mib.MPJ_HALF_OPEN_DROP);
        remove(s);
        s.forget();
    }

    /** It has proven itself, or is gone. @return whether it was one of them */
    boolean remove(Subflow s) {
        Set<Subflow> own = byConnection.get(s.owner());
        if (own == null || !own.remove(s)) {
            return false;
        }
        size--;
        if (own.isEmpty()) {
            byConnection.remove(s.owner());
        }
        return true;
    }

    /** Sends what the link had no room for before. */
    void run(Connection c, long nowNs) {
        Set<Subflow> own = size == 0 ? null : byConnection.get(c);
        if (own != null) {
            own.forEach(s -> s.tcb.run(nowNs));
        }
    }

    /** The connection is over: so are they. */
    void forget(Connection c) {
        Set<Subflow> own = byConnection.remove(c);
        if (own != null) {
            size -= own.size();
            own.forEach(Subflow::forget);
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

    /** Whether there are more of this connection than can be genuine: most of those who are answered never asked. */
    boolean crowded(Connection c) {
        Set<Subflow> own = byConnection.get(c);
        return own != null && own.size() > CROWD;
    }

    /** How many there are. */
    public int size() {
        return size;
    }
}
