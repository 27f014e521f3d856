package mptcp.core.mp.path;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mptcp.api.policy.Subflows;
import mptcp.api.socket.StackConfig;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * The joins of a host that have shown the token and nothing else, which everybody on the path can (RFC 8684 section 5.1). They
 * have no slot of their connection: a genuine join is not kept out by them. As many as can be genuine are whole subflows, which
 * repeat their SYN/ACK; of those beyond, some 150 bytes are kept each ({@link JoinRecord}), and their peers have to repeat
 * their SYN. Their number is bounded for each connection and for the host; where one too many comes, one goes, silently: one
 * from the newcomer's own address, if there is one, so that who asks often makes room for himself and no one else, or else the
 * oldest, which has had the longest time to prove itself. Loop thread only.
 */
public final class HalfOpenJoins {
    /** As many as can be genuine: a connection has no more subflows. */
    private static final int CROWD = Subflows.MAX;

    /** The same of a host: 1 MB is the most that they can hold. */
    private static final int CROWD_OF_HOST = 256;

    private final Counters counters;
    private final Supplier<StackConfig> config;
    private final LongSupplier secret;
    private JoinRecords records;
    /** Of each connection that has any, in the order of their coming. */
    private final Map<Connection, Set<Subflow>> byConnection = new HashMap<>();
    private int size;

    /** @param secret what places in tables are found by; asked for once */
    public HalfOpenJoins(Counters counters, Supplier<StackConfig> config, LongSupplier secret) {
        this.counters = counters;
        this.config = config;
        this.secret = secret;
    }

    private JoinRecords records() {
        if (records == null) {
            records = new JoinRecords(secret.getAsLong());
        }
        return records;
    }

    /** One more is about to come: makes room for it, within the limits. */
    private void room(Subflow s) {
        StackConfig limits = config.get();
        Connection c = s.owner();
        Flow flow = s.tcb.flow();
        Set<Subflow> own = byConnection.getOrDefault(c, Set.of());
        boolean ofConnection = own.size() + records().of(c) >= limits.maxHalfOpenJoinsPerConnection();
        if (!ofConnection && size() < limits.maxHalfOpenJoins()) {
            return;
        }
        if (records.dropOne(ofConnection ? c : null, flow)) {
            counters.count(Mib.MPJ_HALF_OPEN_DROP);
        } else {
            evict(victim(ofConnection ? own : largest(), flow));
        }
    }

    void add(Subflow s) {
        room(s);
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

    // --- those of which little is kept

    /**
     * It was answered: where there are as many whole ones as can be genuine, only what it takes to make it again is kept.
     *
     * @param syn the TCP header that it began with
     */
    public void answered(Subflow s, byte[] syn, long nowNs) {
        Set<Subflow> own = byConnection.get(s.owner());
        boolean whole = own == null || !own.contains(s) || own.size() <= CROWD && size <= CROWD_OF_HOST;
        if (!whole) {
            keep(s, new JoinRecord(syn, s, nowNs));
        }
    }

    /** A segment came for one that was made again of this: if it proved nothing, as little as before is kept. */
    public void unproven(Subflow s, JoinRecord r) {
        Set<Subflow> own = byConnection.get(s.owner());
        if (own != null && own.contains(s)) {
            keep(s, r);
        }
    }

    private void keep(Subflow s, JoinRecord r) {
        remove(s);
        s.forget();
        if (records().put(r) != null) {
            counters.count(Mib.MPJ_HALF_OPEN_DROP);
        }
    }

    /** What is kept of the join that this segment belongs to; null if there is none. */
    public JoinRecord find(IpHeader ip, TcpHeader tcp, long nowNs) {
        return records == null ? null : records.find(ip, tcp, nowNs);
    }

    /** The same, which is forgotten: a subflow is to be made of it. */
    public JoinRecord take(IpHeader ip, TcpHeader tcp, long nowNs) {
        return records == null ? null : records.take(ip, tcp, nowNs);
    }

    // --- the whole ones

    /** Sends what the link had no room for before. */
    void run(Connection c, long nowNs) {
        Set<Subflow> own = size == 0 ? null : byConnection.get(c);
        if (own != null) {
            own.forEach(s -> s.tcb.output().run(nowNs));
        }
    }

    /** The connection is over: so are they. */
    void forget(Connection c) {
        Set<Subflow> own = byConnection.remove(c);
        if (own != null) {
            size -= own.size();
            own.forEach(Subflow::forget);
        }
        if (records != null) {
            records.forget(c);
        }
    }

    /** Whether a join of this connection was told this id of ours. */
    boolean usesLocalId(Connection c, int id, long nowNs) {
        if (records != null && records.usesLocalId(c, id, nowNs)) {
            return true;
        }
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
        return records != null && records.of(c) > 0;
    }

    /** How many there are. */
    public int size() {
        return size + (records == null ? 0 : records.size());
    }
}
