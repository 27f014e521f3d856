package mptcp.core.loop;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.core.policy.Registry;
import mptcp.core.time.TimerHeap;
import mptcp.core.time.TimerWheel;

/** Makes stacks: with {@code new}, by {@link java.util.ServiceLoader}, or as an OSGi service. Any thread. */
public final class Stacks implements StackFactory {
    private static final long TICK_NS = 1_000_000;

    private final Registry registry;
    private final ConcurrentMap<String, Stack> stacks = new ConcurrentHashMap<>();
    private final Consumer<Stack> opened;
    private final Consumer<Stack> closed;

    public Stacks() {
        this("", _ -> { }, _ -> { });
    }

    /**
     * @param set of policies, of stacks that say nothing; empty: the usual one
     * @param opened told of each stack before it is returned, {@code closed} after it was closed; on the caller's thread
     * @throws IllegalArgumentException that lists the names, if there is no such set
     */
    public Stacks(String set, Consumer<Stack> opened, Consumer<Stack> closed) {
        registry = new Registry(set);
        this.opened = opened;
        this.closed = closed;
    }

    @Override
    public Stack create(StackConfig config) {
        Host host = new Host(config, new TimerWheel(LoopThread.nowNs(), TICK_NS), registry,
                MachineMemory.limit());
        LoopThread thread = new LoopThread(host);
        HostStack stack = register(host, thread);
        thread.start();
        return stack;
    }

    @Override
    public DrivenStack createDriven(StackConfig config) {
        Host host = new Host(config, new TimerHeap(), registry, MachineMemory.DRIVEN);
        host.access().ownedBy(Thread.currentThread()); // others may call as soon as it is known, which is before its first turn
        return register(host, null);
    }

    private HostStack register(Host host, LoopThread thread) {
        HostStack stack = new HostStack(host, thread, this::forget);
        if (stacks.putIfAbsent(host.name(), stack) != null) {
            throw new IllegalArgumentException("there is a stack '" + host.name() + "' already");
        }
        Watchdog.watch(host.watch());
        opened.accept(stack);
        return stack;
    }

    private void forget(Stack stack) {
        stacks.remove(stack.name());
        closed.accept(stack);
    }

    @Override
    public List<Stack> stacks() {
        return List.copyOf(stacks.values());
    }

    @Override
    public PolicyRegistry policies() {
        return registry;
    }
}
