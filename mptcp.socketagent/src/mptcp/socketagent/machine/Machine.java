package mptcp.socketagent.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mptcp.socketagent.path.KernelPathManager;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;

/**
 * The machine that testers see: one stack on one TUN device, with its settings. A reset replaces the stack and keeps
 * the device. Any thread; a call made during a reset meets the old stack or the new one.
 */
public final class Machine implements AutoCloseable {
    private static final int DRAIN_BUDGET = 256;

    private final StackFactory factory;
    private final IpLink device;
    private final Setup setup;
    private final AgentEntropy entropy = new AgentEntropy();
    private final Wakeup wakeup = new Wakeup();
    private final PolicyCatalog policies;
    private volatile Life life;

    /** What a reset replaces. */
    private record Life(Stack stack, SteppedLink link, Settings settings, Ended ended) {}

    /** @param device open; the machine closes it */
    public Machine(StackFactory factory, IpLink device, Setup setup) {
        this.factory = factory;
        this.device = device;
        this.setup = setup;
        this.policies = new PolicyCatalog(factory.policies(), setup);
        this.life = begin();
    }

    private Life begin() {
        Settings settings = new Settings(setup, entropy);
        Stack stack = factory.create(settings.config());
        awaitLoop(stack);
        SteppedLink link = new SteppedLink(device);
        stack.addLink(link, setup.addresses());
        return new Life(stack, link, settings, new Ended(stack.inspector()));
    }

    /** Until its loop has begun, a stack does what it is asked on the caller's thread, which must not add a link. */
    private static void awaitLoop(Stack stack) {
        while (stack.call(Thread::currentThread) == Thread.currentThread()) {
            Thread.yield();
        }
    }

    public Stack stack() {
        return life.stack;
    }

    public Settings settings() {
        return life.settings;
    }

    public AgentEntropy entropy() {
        return entropy;
    }

    public Wakeup wakeup() {
        return wakeup;
    }

    public PolicyCatalog policies() {
        return policies;
    }

    public boolean mptcpEnabled() {
        return settings().number(Settings.MPTCP_ENABLED, 0) != 0;
    }

    /** A connection as it was when it ended, as far as that is remembered. */
    public Optional<ConnectionSnapshot> ended(long id) {
        return life.ended.of(id);
    }

    // --- configuration

    /** @throws IllegalArgumentException if the stack cannot take the value */
    public synchronized void set(String name, String value) {
        life.settings.put(name, value);
        life.stack.reconfigure(life.settings.config());
    }

    /** Sets limits of the path manager by name. */
    public synchronized void limits(Map<String, Integer> values) {
        values.forEach(life.settings::limit);
        life.stack.reconfigure(life.settings.config());
    }

    /** Withdraws this address where a connection began at it, as often as it is asked to. */
    public synchronized void removeFirst(String address) {
        life.settings.remove(address);
        life.stack.reconfigure(life.settings.config());
    }

    public int subflowLimit() {
        return settings().limit(KernelPathManager.SUBFLOWS);
    }

    public int acceptedLimit() {
        return settings().limit(KernelPathManager.ADD_ADDR_ACCEPTED);
    }

    public synchronized void endpoints(List<Endpoint> endpoints) {
        life.stack.endpoints(endpoints);
    }

    public void addAddress(LinkAddress address) {
        life.stack.addAddress(device.name(), address);
    }

    /** @return false if there is no such policy */
    public boolean choose(PolicyKind kind, String name) {
        if (!policies.provide(kind, name)) {
            return false;
        }
        life.stack.policies().choose(kind, name);
        return true;
    }

    // --- packets

    /** Until {@link #unwatch}, or a reset. */
    public void watch(PacketWatch watch) {
        life.link.watches().add(watch);
    }

    public void unwatch(PacketWatch watch) {
        life.link.watches().remove(watch);
    }

    // --- in step with the loop

    /**
     * Returns when the loop has done what was asked of it before this call, and has sent what came of it: as a system
     * call does its work before it returns.
     */
    public void settle() {
        settle(life);
    }

    private static void settle(Life now) {
        now.link.awaitTurn(now.stack.call(now.link::turns) + 1);
    }

    /**
     * Returns when every packet that was written to the device before this call has been processed and answered: after
     * a turn that began later and read the device until it was empty, and one more, for what the first put off.
     */
    public void sync() {
        Life now = life;
        now.link.awaitDrained(now.stack.call(now.link::turns) + 1);
        settle(now);
    }

    /**
     * A new stack: connections, timers, counters and configuration are gone, and the peer is told nothing. Packets that
     * wait in the device are dropped.
     */
    public synchronized void reset() {
        end();
        while (device.poll((_, _, _, _, _, _) -> { }, DRAIN_BUDGET, System.nanoTime()) > 0) {
            // what was meant for the old stack
        }
        entropy.clear();
        life = begin();
        wakeup.signal();
    }

    private void end() {
        Life old = life;
        old.stack.call(() -> {
            old.link.silence();
            return null;
        });
        old.stack.close();
    }

    @Override
    public synchronized void close() {
        end();
        device.close();
    }
}
