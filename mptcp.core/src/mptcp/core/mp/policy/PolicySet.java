package mptcp.core.mp.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import mptcp.api.cc.AckSample;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.LossSample;
import mptcp.api.cc.RecoveryOwner;
import mptcp.api.path.FirstPaths;
import mptcp.api.path.PathManager;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;

/**
 * The four policies of one connection and what they are told and asked, each through its {@link PolicySlot}. Windows, maps
 * and subflows are the core's and stay as they are when a policy is swapped. Loop thread only.
 */
public final class PolicySet {
    private static final long DATA_TIMEOUT_NS = 1_000_000_000L;
    private static final long MIN_DATA_TIMEOUT_NS = 1_000_000L;
    private static final long MAX_DATA_TIMEOUT_NS = 120_000_000_000L;
    private static final Verdict[] VERDICTS = Verdict.values();

    private static final PolicySlot.Callback<PacketScheduler> SELECT =
            (p, subflows, _, _, _, request, now) -> p.select((SendRequest) request, subflows, now);
    private static final PolicySlot.Callback<PacketScheduler> DUPLICATES =
            (p, _, _, _, _, _, _) -> p.duplicates() ? 1 : 0;
    private static final PolicySlot.Callback<PacketScheduler> ON_SENT = (p, _, sf, offset, bytes, _, now) -> {
        p.onSent(sf, offset, bytes, now);
        return 0;
    };
    private static final PolicySlot.Callback<PacketScheduler> ON_DATA_ACK = (p, _, _, offset, _, _, now) -> {
        p.onDataAck(offset, now);
        return 0;
    };
    private static final PolicySlot.Callback<CongestionControl> ON_ACK = (p, _, sf, _, _, sample, now) -> {
        p.onAck(sf, (AckSample) sample, now);
        return 0;
    };
    private static final PolicySlot.Callback<CongestionControl> ON_SEGMENT_SENT = (p, _, sf, again, bytes, _, now) -> {
        p.onSent(sf, bytes, again != 0, now);
        return 0;
    };
    private static final CongestionSignal[] SIGNALS = CongestionSignal.values();
    private static final PolicySlot.Callback<CongestionControl> ON_SIGNAL = (p, _, sf, signal, _, loss, now) -> {
        p.onSignal(sf, SIGNALS[(int) signal], (LossSample) loss, now);
        return 1;
    };
    private static final PolicySlot.Callback<CongestionControl> ON_RECOVERY_EXIT = (p, _, sf, _, _, _, now) -> {
        p.onRecoveryExit(sf, now);
        return 0;
    };
    private static final PolicySlot.Callback<CongestionControl> ON_IDLE_RESTART = (p, _, sf, idleNs, _, _, now) -> {
        p.onIdleRestart(sf, idleNs, now);
        return 0;
    };
    private static final PolicySlot.Callback<CongestionControl> ON_CONTROL_TIMER = (p, _, _, _, _, _, now) -> {
        p.onTimer(now);
        return 0;
    };
    private static final PolicySlot.Callback<RetransmitPolicy> ON_SUBFLOW_TIMEOUT =
            (p, view, sf, _, consecutive, _, now) -> p.onSubflowTimeout(sf, consecutive, view, now).ordinal();
    private static final PolicySlot.Callback<RetransmitPolicy> ON_DATA_TIMEOUT =
            (p, view, _, _, consecutive, _, now) -> p.onDataTimeout(consecutive, view, now).ordinal();
    private static final PolicySlot.Callback<RetransmitPolicy> ON_REXMIT_TIMER = (p, view, _, _, _, _, now) -> {
        p.onTimer(view, now);
        return 0;
    };
    private static final PolicySlot.Callback<RetransmitPolicy> REXMIT_ON_SENT = (p, view, sf, offset, bytes, _, now) -> {
        p.onSent(sf, offset, bytes, view, now);
        return 0;
    };
    private static final PolicySlot.Callback<RetransmitPolicy> REXMIT_ON_DATA_ACK = (p, view, _, offset, _, _, now) -> {
        p.onDataAck(offset, view, now);
        return 0;
    };
    private static final PolicySlot.Callback<RetransmitPolicy> ON_WINDOW_BLOCKED =
            (p, view, sf, _, _, _, now) -> p.onWindowBlocked(sf, view, now).ordinal();
    private static final PolicySlot.Callback<PacketScheduler> ON_TIMER = (p, view, _, _, _, _, now) -> {
        p.onTimer(view, now);
        return 0;
    };
    private static final PolicySlot.Callback<RetransmitPolicy> DATA_TIMEOUT =
            (p, subflows, _, _, consecutive, _, now) -> {
                long ns = p.dataTimeoutNs(consecutive, subflows, now);
                if (ns <= 0) {
                    throw new IllegalStateException("a data timeout of " + ns + " ns");
                }
                return Math.clamp(ns, MIN_DATA_TIMEOUT_NS, MAX_DATA_TIMEOUT_NS);
            };

    private final PolicyOwner owner;
    private final Subflows view;
    private final PolicySlot<PacketScheduler> scheduler;
    private final PolicySlot<CongestionControl> cc;
    private final PolicySlot<RetransmitPolicy> rexmit;
    private final PolicySlot<PathManager> path;
    /** What the congestion control in place said when it came. */
    private boolean controlOwnsRecovery;
    private boolean controlWatchesSending;
    private boolean rexmitWatchesSending;

    public PolicySet(PolicyOwner owner, PolicyHost host, Subflows view, WindowSetter windows, Counters counters,
            EventSink events) {
        this.owner = owner;
        this.view = view;
        this.scheduler = new PolicySlot<>(PolicyKind.SCHEDULER, PacketScheduler.class, new PolicySlot.Life<>() {
            @Override
            public void attach(PacketScheduler p, long nowNs) {
                p.attach(view, nowNs);
            }

            @Override
            public void detach(PacketScheduler p) {
                p.detach();
            }
        }, owner, host, view, counters, events);
        this.cc = new PolicySlot<>(PolicyKind.CONGESTION_CONTROL, CongestionControl.class,
                new PolicySlot.Life<>() {
            private WindowPort port;

            @Override
            public void attach(CongestionControl p, long nowNs) {
                port = new WindowPort(view, windows, host);
                p.attach(port, nowNs);
                controlOwnsRecovery = Objects.requireNonNull(p.recovery(), "whose recovery is it") == RecoveryOwner.CONTROL;
                controlWatchesSending = p.watchesSending();
            }

            @Override
            public void detach(CongestionControl p) {
                p.detach();
            }

            @Override
            public void left() {
                if (port != null) {
                    port.close();
                }
                controlOwnsRecovery = false;
                controlWatchesSending = false;
                for (int left = view.slots(); left != 0; left &= left - 1) {
                    windows.pacingRate(Integer.numberOfTrailingZeros(left), 0); // its successor may not know of it
                }
            }
        }, owner, host, view, counters, events);
        this.rexmit = new PolicySlot<>(PolicyKind.RETRANSMIT, RetransmitPolicy.class, new PolicySlot.Life<>() {
            private ReinjectionPort port;

            @Override
            public void attach(RetransmitPolicy p, long nowNs) {
                port = new ReinjectionPort(owner, host);
                p.attach(port, view, nowNs);
                rexmitWatchesSending = p.watchesSending();
            }

            @Override
            public void left() {
                rexmitWatchesSending = false;
                if (port != null) {
                    port.close();
                }
            }

            @Override
            public void detach(RetransmitPolicy p) {
                p.detach();
            }
        }, owner, host, view, counters, events);
        this.path = new PolicySlot<>(PolicyKind.PATH_MANAGER, PathManager.class, new PolicySlot.Life<>() {
            private PathPort port;

            @Override
            public void attach(PathManager p, long nowNs) {
                port = new PathPort(owner.paths(), host);
                p.attach(port, owner.info(), nowNs);
            }

            @Override
            public void detach(PathManager p) {
                p.detach();
            }

            @Override
            public void left() {
                if (port != null) {
                    port.close();
                }
            }
        }, owner, host, view, counters, events);
    }

    // --- who they are

    private PolicySlot<?> slot(PolicyKind kind) {
        return switch (kind) {
            case SCHEDULER -> scheduler;
            case CONGESTION_CONTROL -> cc;
            case RETRANSMIT -> rexmit;
            case PATH_MANAGER -> path;
        };
    }

    /** What is in place; null if nothing is, before the connection has policies and after its end. */
    public PolicyOffer inPlace(PolicyKind kind) {
        return slot(kind).offer();
    }

    /** The name of what is in place, or was last. */
    public String name(PolicyKind kind) {
        return slot(kind).name();
    }

    /** Whether the host's settings were replaced since the policy was made. */
    public boolean settingsChanged(PolicyKind kind) {
        return slot(kind).settingsChanged();
    }

    public boolean isWilling(PolicyOffer offer) {
        return slot(offer.kind()).isWilling(offer);
    }

    /** Swaps a policy in; see {@link PolicySlot#install}. */
    public void install(PolicyOffer offer, long nowNs) {
        slot(offer.kind()).install(offer, nowNs);
    }

    /** The connection is over: nothing refers to the policies, or their bundles' classes, any more. */
    public void detachAll() {
        for (PolicyKind kind : PolicyKind.values()) {
            slot(kind).clear();
        }
    }

    // --- scheduler

    public long select(SendRequest request, long nowNs) {
        return scheduler.call(SELECT, PacketScheduler.WAIT, -1, 0, 0, request, nowNs);
    }

    /** The scheduler named a subflow that is not there, or the like. */
    public void misplaced(String what) {
        scheduler.misbehaved(what);
    }

    public boolean duplicates() {
        return scheduler.call(DUPLICATES, 0, -1, 0, 0, null, 0) != 0;
    }

    public void onSent(int sf, long offset, int bytes, long nowNs) {
        scheduler.call(ON_SENT, 0, sf, offset, bytes, null, nowNs);
        if (rexmitWatchesSending) {
            rexmit.call(REXMIT_ON_SENT, 0, sf, offset, bytes, null, nowNs);
        }
    }

    public void onDataAck(long offset, long nowNs) {
        scheduler.call(ON_DATA_ACK, 0, -1, offset, 0, null, nowNs);
        if (rexmitWatchesSending) {
            rexmit.call(REXMIT_ON_DATA_ACK, 0, -1, offset, 0, null, nowNs);
        }
    }

    // --- congestion control

    public void onAck(int sf, AckSample sample, long nowNs) {
        cc.call(ON_ACK, 0, sf, 0, 0, sample, nowNs);
    }

    public void onSignal(int sf, CongestionSignal signal, LossSample loss, long nowNs) {
        if (cc.call(ON_SIGNAL, 0, sf, signal.ordinal(), 0, loss, nowNs) == 0) {
            cc.call(ON_SIGNAL, 0, sf, signal.ordinal(), 0, loss, nowNs); // it failed: the window has to shrink all the same, which is its successor's work
        }
    }

    /** Whether the congestion control sets windows also where the core otherwise would. */
    public boolean controlOwnsRecovery() {
        return controlOwnsRecovery;
    }

    /** A segment with payload left on the subflow. */
    public void onSegmentSent(int sf, int bytes, boolean again, long nowNs) {
        if (controlWatchesSending) {
            cc.call(ON_SEGMENT_SENT, 0, sf, again ? 1 : 0, bytes, null, nowNs);
        }
    }

    public void onRecoveryExit(int sf, long nowNs) {
        cc.call(ON_RECOVERY_EXIT, 0, sf, 0, 0, null, nowNs);
    }

    public void onIdleRestart(int sf, long idleNs, long nowNs) {
        cc.call(ON_IDLE_RESTART, 0, sf, idleNs, 0, null, nowNs);
    }

    // --- retransmission

    public Verdict onSubflowTimeout(int sf, int consecutive, long nowNs) {
        return verdict(rexmit.call(ON_SUBFLOW_TIMEOUT, Verdict.KEEP.ordinal(), sf, 0, consecutive, null, nowNs));
    }

    public Verdict onDataTimeout(int consecutive, long nowNs) {
        return verdict(rexmit.call(ON_DATA_TIMEOUT, Verdict.REINJECT.ordinal(), -1, 0, consecutive, null, nowNs));
    }

    public Verdict onWindowBlocked(int sf, long nowNs) {
        return verdict(rexmit.call(ON_WINDOW_BLOCKED, Verdict.KEEP.ordinal(), sf, 0, 0, null, nowNs));
    }

    private static Verdict verdict(long ordinal) {
        return VERDICTS[(int) ordinal];
    }

    public long dataTimeoutNs(int consecutive, long nowNs) {
        return rexmit.call(DATA_TIMEOUT, DATA_TIMEOUT_NS, -1, 0, consecutive, null, nowNs);
    }

    // --- events

    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (owner.over()) {
            return; // detached: subflows that linger in TIME-WAIT have no policies
        }
        scheduler.tell(p -> p.onSubflow(sf, event, view, nowNs));
        cc.tell(p -> p.onSubflow(sf, event, nowNs));
        rexmit.tell(p -> p.onSubflow(sf, event, view, nowNs));
        toPath(p -> p.onSubflow(sf, event, nowNs));
    }

    /** The time that a policy asked for has come. */
    public void onTimer(PolicyKind kind, long nowNs) {
        switch (kind) {
            case SCHEDULER -> {
                scheduler.call(ON_TIMER, 0, -1, 0, 0, null, nowNs);
                owner.wantOutput();
            }
            case CONGESTION_CONTROL -> {
                cc.call(ON_CONTROL_TIMER, 0, -1, 0, 0, null, nowNs);
                owner.wantOutput();
            }
            case RETRANSMIT -> rexmit.call(ON_REXMIT_TIMER, 0, -1, 0, 0, null, nowNs);
            case PATH_MANAGER -> toPath(p -> p.onTimer(nowNs));
        }
    }

    /** What the policy of this kind publishes, by name. */
    public Map<String, Number> statistics(PolicyKind kind) {
        return slot(kind).statistics();
    }

    /** Tells the path manager, unless the connection is plain TCP. */
    public void toPath(Consumer<PathManager> event) {
        if (!owner.plain()) {
            path.tell(event);
        }
    }

    /** A local address came or went. */
    public void localAddress(InetAddress address, boolean present, long nowNs) {
        toPath(p -> p.onLocalAddress(address, present, nowNs));
    }

    /** The host's endpoints or settings changed. */
    public void configurationChanged(long nowNs) {
        toPath(p -> p.onConfiguration(nowNs));
    }

    /** Asks on which ways the connection is to be opened. @return false if nobody answers */
    public boolean opening(FirstPaths ways, long nowNs) {
        return path.ask(p -> {
            p.onOpening(ways, nowNs);
            return 1;
        }, 0) != 0;
    }

    public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
        return path.ask(p -> p.acceptJoin(local, remote, nowNs) ? 1 : 0, 1) != 0;
    }
}
