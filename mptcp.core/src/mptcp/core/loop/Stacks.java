package mptcp.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.core.policy.Registry;
import mptcp.core.time.TimerHeap;
import mptcp.core.time.TimerWheel;
import mptcp.core.time.Timers;

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
        List<LoopThread> threads = new ArrayList<>();
        Stack stack = make(config, () -> new TimerWheel(LoopThread.nowNs(), TICK_NS), MachineMemory.limit(), host -> {
            threads.add(new LoopThread(host));
            return threads.getLast();
        });
        threads.forEach(LoopThread::start);
        return stack;
    }

    @Override
    public DrivenStack createDriven(StackConfig config) {
        return make(config, TimerHeap::new, MachineMemory.DRIVEN, host -> {
            host.access().ownedBy(Thread.currentThread()); // others may call as soon as it is known, which is before its first turn
            return null;
        });
    }

    private DrivenStack make(StackConfig config, Supplier<Timers> timers, long memory, Function<Host, LoopThread> threads) {
        LoopGroup group = new LoopGroup(config.loops(), config.entropy().nextLong());
        List<HostStack> loops = new ArrayList<>();
        for (int i = 0; i < config.loops(); i++) {
            StackConfig c = i == 0 ? config : config.toBuilder().entropy(config.entropy().fork()).build();
            Host host = new Host(c, timers.get(), registry, memory, group, i);
            loops.add(new HostStack(host, threads.apply(host), group.single() ? this::forget : _ -> { }));
        }
        return register(group.single() ? loops.getFirst() : new GroupStack(group, loops, this::forget), loops);
    }

    private DrivenStack register(DrivenStack stack, List<HostStack> loops) {
        if (stacks.putIfAbsent(stack.name(), stack) != null) {
            throw new IllegalArgumentException("there is a stack '" + stack.name() + "' already");
        }
        loops.forEach(s -> Watchdog.watch(s.host().watch()));
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
