package mptcp.core.mp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.path.PathManager;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.core.mib.Mib;
import mptcp.core.tcp.LossView;
import mptcp.core.tcp.SampleView;

/**
 * The four policies of one connection, and every call into them. A policy that throws is replaced by the built-in and the
 * call answered with what is always safe. The order of a swap: old {@code detach}, store, new {@code attach}; windows, maps
 * and subflows are the core's and stay as they are.
 */
public final class PolicySet {
    private final Mpcb m;
    private final PolicyFactory<?>[] factories = new PolicyFactory<?>[PolicyKind.values().length];
    private final Object[] settings = new Object[PolicyKind.values().length];
    private final String[] names = new String[PolicyKind.values().length];
    private final String[] choices = new String[PolicyKind.values().length];
    private PacketScheduler scheduler;
    private CongestionControl cc;
    private RetransmitPolicy rexmit;
    private PathManager path;

    PolicySet(Mpcb m) {
        this.m = m;
    }

    /** The name that somebody chose for this connection, or null. */
    public String choice(PolicyKind kind) {
        return choices[kind.ordinal()];
    }

    public void choose(PolicyKind kind, String name) {
        choices[kind.ordinal()] = name;
    }

    public PolicyFactory<?> factory(PolicyKind kind) {
        return factories[kind.ordinal()];
    }

    public String name(PolicyKind kind) {
        String name = names[kind.ordinal()];
        return name == null ? "none" : name;
    }

    /** Whether the host's settings were replaced since the policy was made. */
    public boolean settingsChanged(PolicyKind kind) {
        return settings[kind.ordinal()] != m.env().config().policySettings();
    }

    /** Swaps a policy in. A policy that cannot be made or attached is reported like one that throws. */
    public void install(PolicyKind kind, PolicyFactory<?> factory, long nowNs) {
        boolean swap = factory(kind) != null;
        try {
            Object made = factory.create(m.info());
            detach(kind);
            if (kind == PolicyKind.PATH_MANAGER) {
                m.disarmPathTimer(); // it was the predecessor's
            }
            factories[kind.ordinal()] = factory;
            settings[kind.ordinal()] = m.env().config().policySettings();
            names[kind.ordinal()] = factory.name(); // asked now: later its bundle may be gone
            attach(kind, made, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(kind, factory, e);
            return;
        }
        if (swap) {
            m.counters().count(Mib.POLICY_SWAPS);
            m.event(-1, "SWAP", kind.label() + " " + factory.name());
            m.wantOutput();
        }
    }

    private void attach(PolicyKind kind, Object made, long nowNs) {
        switch (kind) {
            case SCHEDULER -> {
                scheduler = (PacketScheduler) made;
                scheduler.attach(m.view(), nowNs);
            }
            case CONGESTION_CONTROL -> {
                cc = (CongestionControl) made;
                cc.attach(m.view(), nowNs);
            }
            case RETRANSMIT -> {
                rexmit = (RetransmitPolicy) made;
                rexmit.attach(m.view(), nowNs);
            }
            default -> {
                path = (PathManager) made;
                path.attach(m.paths(), m.info(), nowNs);
            }
        }
    }

    /** The old policy's last call; what it throws then is counted and changes nothing. */
    private void detach(PolicyKind kind) {
        try {
            switch (kind) {
                case SCHEDULER -> {
                    if (scheduler != null) {
                        scheduler.detach();
                    }
                }
                case CONGESTION_CONTROL -> {
                    if (cc != null) {
                        cc.detach();
                    }
                }
                case RETRANSMIT -> {
                    if (rexmit != null) {
                        rexmit.detach();
                    }
                }
                default -> {
                    if (path != null) {
                        path.detach();
                    }
                }
            }
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            m.counters().count(Mib.POLICY_FAILURES);
        }
    }

    /** The connection is over: nothing refers to the policies, or their bundles' classes, any more. */
    void detachAll() {
        for (PolicyKind kind : PolicyKind.values()) {
            detach(kind);
            factories[kind.ordinal()] = null;
        }
        scheduler = null;
        cc = null;
        rexmit = null;
        path = null;
    }

    private void failed(PolicyKind kind, PolicyFactory<?> factory, Throwable cause) {
        m.counters().count(Mib.POLICY_FAILURES);
        m.env().policyFailed(m, kind, factory, cause);
    }

    private void failed(PolicyKind kind, Throwable cause) {
        failed(kind, factory(kind), cause);
    }

    /** A scheduler named a subflow that is not there, or the like. */
    void misbehaved(PolicyKind kind, String what) {
        failed(kind, new IllegalStateException(what));
    }

    // --- scheduler

    long select(SendRequest request, long nowNs) {
        if (scheduler == null) {
            return PacketScheduler.WAIT;
        }
        try {
            return scheduler.select(request, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
            return PacketScheduler.WAIT;
        }
    }

    boolean duplicates() {
        if (scheduler == null) {
            return false;
        }
        try {
            return scheduler.duplicates();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
            return false;
        }
    }

    void onSent(int sf, long offset, int bytes, long nowNs) {
        if (scheduler == null) {
            return;
        }
        try {
            scheduler.onSent(sf, offset, bytes, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
        }
    }

    void onDataAck(long offset, long nowNs) {
        if (scheduler == null) {
            return;
        }
        try {
            scheduler.onDataAck(offset, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
        }
    }

    // --- congestion control

    void onAck(int sf, SampleView sample, long nowNs) {
        if (cc == null) {
            return;
        }
        try {
            cc.onAck(sf, sample, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        }
    }

    void onSignal(int sf, CongestionSignal signal, LossView loss, long nowNs) {
        if (cc == null) {
            return;
        }
        try {
            cc.onSignal(sf, signal, loss, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        }
    }

    void onRecoveryExit(int sf, long nowNs) {
        if (cc == null) {
            return;
        }
        try {
            cc.onRecoveryExit(sf, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        }
    }

    void onIdleRestart(int sf, long idleNs, long nowNs) {
        if (cc == null) {
            return;
        }
        try {
            cc.onIdleRestart(sf, idleNs, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        }
    }

    // --- retransmission

    Verdict onSubflowTimeout(int sf, int consecutive, long nowNs) {
        if (rexmit == null) {
            return Verdict.KEEP;
        }
        try {
            return rexmit.onSubflowTimeout(sf, consecutive, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return Verdict.KEEP;
        }
    }

    Verdict onDataTimeout(int consecutive, long nowNs) {
        if (rexmit == null) {
            return Verdict.KEEP;
        }
        try {
            return rexmit.onDataTimeout(consecutive, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return Verdict.REINJECT;
        }
    }

    long dataTimeoutNs(int consecutive) {
        if (rexmit == null) {
            return 1_000_000_000L;
        }
        try {
            return Math.clamp(rexmit.dataTimeoutNs(consecutive, m.view()), 1_000_000L, 120_000_000_000L);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return 1_000_000_000L;
        }
    }

    Verdict onWindowBlocked(int sf, long nowNs) {
        if (rexmit == null) {
            return Verdict.KEEP;
        }
        try {
            return rexmit.onWindowBlocked(sf, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return Verdict.KEEP;
        }
    }

    // --- events

    void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (m.over()) {
            return; // detached: subflows that linger in TIME-WAIT have no policies
        }
        guarded(PolicyKind.SCHEDULER, () -> scheduler.onSubflow(sf, event, m.view(), nowNs));
        guarded(PolicyKind.CONGESTION_CONTROL, () -> cc.onSubflow(sf, event, nowNs));
        guarded(PolicyKind.RETRANSMIT, () -> rexmit.onSubflow(sf, event, m.view(), nowNs));
        toPath(p -> p.onSubflow(sf, event, nowNs));
    }

    /** Tells the path manager, unless the connection is plain TCP. */
    void toPath(Consumer<PathManager> event) {
        if (!m.fallback() && path != null) {
            guarded(PolicyKind.PATH_MANAGER, () -> event.accept(path));
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

    boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote) {
        try {
            return path.acceptJoin(local, remote);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.PATH_MANAGER, e);
            return true;
        }
    }

    private void guarded(PolicyKind kind, Runnable call) {
        try {
            call.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(kind, e);
        }
    }
}
