package mptcp.core.loop;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

    private final Registry registry = new Registry();
    private final ConcurrentMap<String, Stack> stacks = new ConcurrentHashMap<>();

    @Override
    public Stack create(StackConfig config) {
        Host host = new Host(config, new TimerWheel(LoopThread.nowNs(), TICK_NS), registry);
        LoopThread thread = new LoopThread(host);
        HostStack stack = register(host, thread);
        thread.start();
        return stack;
    }

    @Override
    public DrivenStack createDriven(StackConfig config) {
        return register(new Host(config, new TimerHeap(), registry), null);
    }

    private HostStack register(Host host, LoopThread thread) {
        HostStack stack = new HostStack(host, thread, () -> stacks.remove(host.name()));
        if (stacks.putIfAbsent(host.name(), stack) != null) {
            throw new IllegalArgumentException("there is a stack '" + host.name() + "' already");
        }
        return stack;
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
