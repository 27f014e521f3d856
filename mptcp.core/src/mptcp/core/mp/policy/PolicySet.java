package mptcp.core.mp.policy;

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
import mptcp.core.mp.Mpcb;
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
    private final PolicyTimer timer;
    private PacketScheduler scheduler;
    private CongestionControl cc;
    private RetransmitPolicy rexmit;
    private PathManager path;

    public PolicySet(Mpcb m) {
        this.m = m;
        this.timer = new PolicyTimer(m);
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
            timer.installed(kind, name(kind));
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
    public void detachAll() {
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
    public void misbehaved(PolicyKind kind, String what) {
        failed(kind, new IllegalStateException(what));
    }

    // --- scheduler

    public long select(SendRequest request, long nowNs) {
        if (scheduler == null) {
            return PacketScheduler.WAIT;
        }
        long begun = timer.begin(PolicyKind.SCHEDULER);
        try {
            return scheduler.select(request, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
            return PacketScheduler.WAIT;
        } finally {
            timer.end(PolicyKind.SCHEDULER, begun);
        }
    }

    public boolean duplicates() {
        if (scheduler == null) {
            return false;
        }
        long begun = timer.begin(PolicyKind.SCHEDULER);
        try {
            return scheduler.duplicates();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
            return false;
        } finally {
            timer.end(PolicyKind.SCHEDULER, begun);
        }
    }

    public void onSent(int sf, long offset, int bytes, long nowNs) {
        if (scheduler == null) {
            return;
        }
        long begun = timer.begin(PolicyKind.SCHEDULER);
        try {
            scheduler.onSent(sf, offset, bytes, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
        } finally {
            timer.end(PolicyKind.SCHEDULER, begun);
        }
    }

    public void onDataAck(long offset, long nowNs) {
        if (scheduler == null) {
            return;
        }
        long begun = timer.begin(PolicyKind.SCHEDULER);
        try {
            scheduler.onDataAck(offset, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.SCHEDULER, e);
        } finally {
            timer.end(PolicyKind.SCHEDULER, begun);
        }
    }

    // --- congestion control

    public void onAck(int sf, SampleView sample, long nowNs) {
        if (cc == null) {
            return;
        }
        long begun = timer.begin(PolicyKind.CONGESTION_CONTROL);
        try {
            cc.onAck(sf, sample, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        } finally {
            timer.end(PolicyKind.CONGESTION_CONTROL, begun);
        }
    }

    public void onSignal(int sf, CongestionSignal signal, LossView loss, long nowNs) {
        if (cc == null) {
            return;
        }
        long begun = timer.begin(PolicyKind.CONGESTION_CONTROL);
        try {
            cc.onSignal(sf, signal, loss, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        } finally {
            timer.end(PolicyKind.CONGESTION_CONTROL, begun);
        }
    }

    public void onRecoveryExit(int sf, long nowNs) {
        if (cc == null) {
            return;
        }
        long begun = timer.begin(PolicyKind.CONGESTION_CONTROL);
        try {
            cc.onRecoveryExit(sf, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        } finally {
            timer.end(PolicyKind.CONGESTION_CONTROL, begun);
        }
    }

    public void onIdleRestart(int sf, long idleNs, long nowNs) {
        if (cc == null) {
            return;
        }
        long begun = timer.begin(PolicyKind.CONGESTION_CONTROL);
        try {
            cc.onIdleRestart(sf, idleNs, nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.CONGESTION_CONTROL, e);
        } finally {
            timer.end(PolicyKind.CONGESTION_CONTROL, begun);
        }
    }

    // --- retransmission

    public Verdict onSubflowTimeout(int sf, int consecutive, long nowNs) {
        if (rexmit == null) {
            return Verdict.KEEP;
        }
        long begun = timer.begin(PolicyKind.RETRANSMIT);
        try {
            return rexmit.onSubflowTimeout(sf, consecutive, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return Verdict.KEEP;
        } finally {
            timer.end(PolicyKind.RETRANSMIT, begun);
        }
    }

    public Verdict onDataTimeout(int consecutive, long nowNs) {
        if (rexmit == null) {
            return Verdict.KEEP;
        }
        long begun = timer.begin(PolicyKind.RETRANSMIT);
        try {
            return rexmit.onDataTimeout(consecutive, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return Verdict.REINJECT;
        } finally {
            timer.end(PolicyKind.RETRANSMIT, begun);
        }
    }

    public long dataTimeoutNs(int consecutive) {
        if (rexmit == null) {
            return 1_000_000_000L;
        }
        long begun = timer.begin(PolicyKind.RETRANSMIT);
        try {
            return Math.clamp(rexmit.dataTimeoutNs(consecutive, m.view()), 1_000_000L, 120_000_000_000L);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return 1_000_000_000L;
        } finally {
            timer.end(PolicyKind.RETRANSMIT, begun);
        }
    }

    public Verdict onWindowBlocked(int sf, long nowNs) {
        if (rexmit == null) {
            return Verdict.KEEP;
        }
        long begun = timer.begin(PolicyKind.RETRANSMIT);
        try {
            return rexmit.onWindowBlocked(sf, m.view(), nowNs);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.RETRANSMIT, e);
            return Verdict.KEEP;
        } finally {
            timer.end(PolicyKind.RETRANSMIT, begun);
        }
    }

    // --- events

    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (m.over()) {
            return; // detached: subflows that linger in TIME-WAIT have no policies
        }
        guarded(PolicyKind.SCHEDULER, () -> scheduler.onSubflow(sf, event, m.view(), nowNs));
        guarded(PolicyKind.CONGESTION_CONTROL, () -> cc.onSubflow(sf, event, nowNs));
        guarded(PolicyKind.RETRANSMIT, () -> rexmit.onSubflow(sf, event, m.view(), nowNs));
        toPath(p -> p.onSubflow(sf, event, nowNs));
    }

    /** Tells the path manager, unless the connection is plain TCP. */
    public void toPath(Consumer<PathManager> event) {
        if (!m.session().plain() && path != null) {
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

    public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote) {
        long begun = timer.begin(PolicyKind.PATH_MANAGER);
        try {
            return path.acceptJoin(local, remote);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(PolicyKind.PATH_MANAGER, e);
            return true;
        } finally {
            timer.end(PolicyKind.PATH_MANAGER, begun);
        }
    }

    private void guarded(PolicyKind kind, Runnable call) {
        long begun = timer.begin(kind);
        try {
            call.run();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed(kind, e);
        } finally {
            timer.end(kind, begun);
        }
    }
}
