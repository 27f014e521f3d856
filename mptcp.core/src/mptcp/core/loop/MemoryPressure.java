package mptcp.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import mptcp.api.inspect.MemorySnapshot.Pressure;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.buffer.SlabPool;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.HostMemory;
import mptcp.core.time.Deadline;
import mptcp.core.time.Timers;

/**
 * The memory that a host's connections may have in all, and who pays when it gets scarce, as tcp_mem has it: pooled slabs and
 * the receive rings of idle connections, then the growth of windows, then data that is out of order, then connections that
 * nobody owns, and last those that are to come. Each step is counted. Loop thread only.
 */
final class MemoryPressure extends Deadline implements HostMemory {
    /** What a connection takes of the heap by being there, with one subflow. */
    private static final long CONNECTION_BYTES = 9 << 10;
    private static final long RELIEF_NS = 20_000_000L;
    /** How often connections are looked at that hold memory and do nothing. */
    private static final long SWEEP_NS = 5_000_000_000L;

    private final Host host;
    private final TurnWork work;
    private final SlabPool slabs;
    private final Counters counters;
    private final Timers timers;
    private final long machine;
    private Pressure level = Pressure.NONE;
    private long limit;
    /** What the connections of the host's other loops hold, as far as they said. */
    private long others;
    private long relievedNs = Long.MIN_VALUE / 2;
    /** @param machine the limit where the configuration names none */
    MemoryPressure(Host host, TurnWork work, SlabPool slabs, Counters counters, Timers timers, long machine) {
        this.host = host;
        this.work = work;
        this.slabs = slabs;
        this.counters = counters;
        this.timers = timers;
        this.machine = machine;
    }

    void configured(long bytes) {
        limit = bytes > 0 ? bytes : machine;
        slabs.limit(limit);
    }

    @Override
    public boolean scarce() {
        return level != Pressure.NONE;
    }

    /** There is none for connections that are to come. */
    boolean exceeded() {
        return level == Pressure.EXCEEDED;
    }

    private long used() {
        return own() + others;
    }

    /** What this loop's connections hold. */
    private long own() {
        return slabs.heldBytes() + slabs.pooledBytes() + host.connectionCount() * CONNECTION_BYTES;
    }

    /** At the end of each turn; costs a few additions while nothing is scarce. */
    void check(long nowNs) {
        if (!armed() && slabs.heldBytes() > 0) {
            timers.schedule(this, nowNs + SWEEP_NS);
        }
        if (!host.single) {
            exchange();
        }
        long used = used();
        if (level == Pressure.NONE && used < limit / 4 * 3 && !slabs.denied()) {
            return;
        }
        if (level != Pressure.NONE && used < limit / 2 && !slabs.denied()) {
            level = Pressure.NONE;
            return;
        }
        if (level == Pressure.NONE) {
            counters.count(Mib.TCP_MEMORY_PRESSURES);
            level = Pressure.PRESSURE;
            wakeOthers();
        }
        if (nowNs - relievedNs >= RELIEF_NS) {
            relievedNs = nowNs;
            relieve(slabs.takeDenied());
        }
    }

    /** Each loop says what it has and looks at what the others said; what one may take is what these leave of the limit. */
    private void exchange() {
        host.group().memory(host.self, own());
        others = host.group().memoryOfOthers(host.self);
        slabs.limit(Math.max(0, limit - others));
    }

    /** Loops that sleep have something to give back, too. */
    private void wakeOthers() {
        host.group().others(host.self, loop -> loop.access().wake());
    }

    private void relieve(boolean denied) {
        slabs.releasePooled();
        List<Mpcb> all = new ArrayList<>(host.connections());
        all.forEach(m -> m.memory().trim());
        if (tight(denied)) {
            prune(all);
        }
        if (tight(denied)) {
            endOrphans(all);
        }
        slabs.releasePooled();
        all.forEach(this::retryDenied);
        level = tight(false) ? Pressure.EXCEEDED : Pressure.PRESSURE;
    }

    private void retryDenied(Mpcb m) {
        host.containment().run(m, Containment.Work.NOTE, m::retryDenied);
    }

    private boolean tight(boolean denied) {
        return used() >= (denied ? limit / 4 * 3 : limit / 16 * 15);
    }

    private void prune(List<Mpcb> all) {
        counters.count(Mib.TCP_PRUNE_CALLED);
        for (Mpcb m : all) {
            if (m.memory().pruneOutOfOrder()) {
                counters.count(Mib.TCP_OFO_PRUNED);
            }
        }
    }

    private void endOrphans(List<Mpcb> all) {
        for (int i = 0; i < all.size() && used() >= limit / 4 * 3; i++) {
            if (all.get(i).orphan() && !all.get(i).over()) {
                counters.count(Mib.TCP_ABORT_ON_MEMORY);
                all.get(i).abortAll(Reason.CLOSED, host.nowNs());
            }
        }
    }

    /** Gives back what connections hold that have done nothing since the last time, and what is pooled without need. */
    @Override
    public void expire(long nowNs) {
        for (Mpcb m : host.connections()) {
            m.memory().trimIfIdle();
            retryDenied(m);
        }
        slabs.releaseIdle();
        if (slabs.heldBytes() + slabs.pooledBytes() > 0) {
            timers.schedule(this, nowNs + SWEEP_NS);
        }
    }

    // --- connections without an owner

    @Override
    public boolean admitOrphan() {
        if (!host.group().admitOrphan(host.config().maxOrphans())) {
            counters.count(Mib.TCP_ABORT_ON_MEMORY);
            return false;
        }
        return true;
    }

    @Override
    public void orphanGone() {
        host.group().orphanGone();
    }

    @Override
    public void release(BooleanSupplier attempt) {
        work.release(attempt);
    }

    MemorySnapshot snapshot() {
        return new MemorySnapshot(limit, slabs.heldBytes(), slabs.pooledBytes(),
                host.connectionCount() * CONNECTION_BYTES, host.group().orphans(), level);
    }
}
