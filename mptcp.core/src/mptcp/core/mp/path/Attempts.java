package mptcp.core.mp.path;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mptcp.api.path.FirstPaths;
import mptcp.core.tcp.CloseReason;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;

/**
 * The SYNs of a connection that can be opened on several ways (RFC 8305 section 5): each a subflow of its own, with the keys of the
 * connection. The first that is answered becomes the first subflow, the others are given up; a SYN/ACK that comes for one of them
 * meets no subflow, and is answered with a reset. Until then the one that is longest under way has the first subflow's place. Loop thread only.
 */
public final class Attempts {
    private final ConnectionParts parts;
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final MpTimers timers;
    private final Consumer<Subflow> plain;
    /** Those under way, in the order in which they began; the first has the place. Empty: nothing is tried any more. */
    private final List<Subflow> live = new ArrayList<>();
    private List<OpeningPlan.Step> steps = List.of();
    private int next;

    /** @param plain makes a subflow one of plain TCP */
    public Attempts(ConnectionParts parts, MpTimers timers, Consumer<Subflow> plain) {
        this.parts = parts;
        this.env = parts.env();
        this.session = parts.session();
        this.set = parts.subflows();
        this.timers = timers;
        this.plain = plain;
    }

    /** Whether on every way that is to be tried MP_CAPABLE was swallowed before. */
    public boolean allSwallow(OpeningPlan plan, long nowNs) {
        return plan.steps().stream().map(OpeningPlan.Step::way)
                .allMatch(w -> env.swallowingPaths().avoid(new Flow(w.local(), w.localPort(), w.remote(), w.remotePort()), nowNs));
    }

    /** Begins with the first; where no port is free on any way, with the flow that the connection was prepared with. */
    public void begin(OpeningPlan plan, long nowNs) {
        steps = plan.steps();
        if (!startNext(nowNs)) {
            start(session.initialFlow(), nowNs);
        }
    }

    /** @return false if no way is left */
    private boolean startNext(long nowNs) {
        timers.clear(MpTimers.ATTEMPT);
        while (next < steps.size()) {
            Flow flow = flow(steps.get(next++).way());
            if (flow != null) {
                start(flow, nowNs);
                long after = next < steps.size() ? steps.get(next).afterNs() : Long.MAX_VALUE;
                if (after < Long.MAX_VALUE - nowNs) {
                    timers.set(MpTimers.ATTEMPT, nowNs + Math.max(after, FirstPaths.MIN_DELAY_NS));
                }
                return true;
            }
        }
        return false;
    }

    /** Null where no port is free, or the address went. */
    private Flow flow(Way w) {
        Flow prepared = session.initialFlow();
        if (set.mask() == 0 && prepared.local().equals(w.local()) && prepared.remote().equals(w.remote())
                && prepared.remotePort() == w.remotePort()) {
            return prepared;
        }
        int port = w.localPort() != 0 ? w.localPort() : env.ephemeralPort(w.local(), w.remote(), w.remotePort());
        Flow flow = port < 0 ? null : new Flow(w.local(), port, w.remote(), w.remotePort());
        return flow != null && env.isLocal(w.local()) && env.mayConnect(flow) ? flow : null;
    }

    private void start(Flow flow, long nowNs) {
        Subflow s = new Subflow(parts, flow, true, nowNs);
        live.add(s);
        if (set.mask() == 0) {
            lead(s);
        }
        env.register(s);
        if (session.plain()) {
            plain.accept(s);
        }
        parts.events().event(-1, "ATTEMPT", flow.toString());
        s.tcb.connect(nowNs);
    }

    /** It gets the first subflow's place. */
    private void lead(Subflow s) {
        set.lead(s);
        session.between(s.tcb.flow());
        if (session.plain() && !s.output.plainTx()) {
            plain.accept(s);
        }
    }

    /** The time of the next has come. */
    public void onTimer(long nowNs) {
        if (!live.isEmpty()) {
            startNext(nowNs);
        }
    }

    /**
     * The SYN of this one was repeated as often as Multipath TCP is tried.
     *
     * @return whether it is to be tried without: nothing else is left to try
     */
    public boolean isLastChance(Subflow s, long nowNs) {
        return live.isEmpty() || s == live.getLast() && !startNext(nowNs);
    }

    /** This one is answered: it is the first subflow, and the others end. */
    public void answered(Subflow s, long nowNs) {
        if (live.remove(s)) {
            if (!set.holds(s)) {
                lead(s);
            }
            giveUp(nowNs);
        }
    }

    /** Those that are not the first subflow end. */
    public void giveUp(long nowNs) {
        timers.clear(MpTimers.ATTEMPT);
        next = steps.size();
        List<Subflow> losers = List.copyOf(live);
        live.clear();
        for (Subflow each : losers) {
            if (!set.holds(each)) {
                each.abort(ResetReason.UNSPECIFIED, nowNs);
            }
        }
    }

    /**
     * This one has ended, by itself.
     *
     * @return whether the connection goes on without it
     */
    public boolean outlive(Subflow s, long nowNs) {
        boolean newest = !live.isEmpty() && s == live.getLast();
        if (!live.remove(s)) {
            return false;
        }
        if (newest) {
            startNext(nowNs);
        }
        if (!live.isEmpty() && set.holds(s)) {
            lead(live.getFirst());
        }
        return !live.isEmpty();
    }

    /** A local address went: those from there end as if their path had failed. The first subflow is looked after elsewhere. */
    public void localAddressGone(IpAddress address, long nowNs) {
        for (Subflow each : List.copyOf(live)) {
            if (!set.holds(each) && each.tcb.flow().local().equals(address)) {
                each.tcb.abort(CloseReason.TIMED_OUT, nowNs);
            }
        }
    }

    /** Sends what the link had no room for before. */
    public void run(long nowNs) {
        for (int i = 1; i < live.size(); i++) {
            live.get(i).tcb.output().run(nowNs);
        }
    }

    /** They leave the host's tables as they are. */
    public void abandon() {
        live.stream().filter(s -> !set.holds(s)).forEach(Subflow::forget);
        live.clear();
        next = steps.size();
    }
}
