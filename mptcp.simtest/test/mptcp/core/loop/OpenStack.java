package mptcp.core.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.core.policy.Registry;
import mptcp.core.time.TimerHeap;

/** A driven stack whose pools can be looked at, for leak checks; those of all its loops. */
public final class OpenStack {
    private final List<Host> hosts = new ArrayList<>();
    private final DrivenStack stack;

    public OpenStack(StackConfig config, Registry registry) {
        LoopGroup group = new LoopGroup(config.loops(), config.entropy().nextLong());
        List<HostStack> loops = new ArrayList<>();
        for (int i = 0; i < config.loops(); i++) {
            StackConfig c = i == 0 ? config : config.toBuilder().entropy(config.entropy().fork()).build();
            hosts.add(new Host(c, new TimerHeap(), registry, 1L << 30, group, i));
            loops.add(new HostStack(hosts.getLast(), null, _ -> { }));
        }
        stack = group.single() ? loops.getFirst() : new GroupStack(group, loops, _ -> { });
    }

    public DrivenStack stack() {
        return stack;
    }

    /** From now on the watchdog looks at it, as at any stack that a factory makes; worlds without that are many. */
    public void watched() {
        hosts.forEach(h -> Watchdog.watch(h.watch()));
    }

    /** Asks for a pass over every connection, whether anything is due or not. */
    public void askForPasses() {
        hosts.forEach(h -> h.connections().forEach(h::dirty));
    }

    private long sum(ToLongFunction<Host> each) {
        return hosts.stream().mapToLong(each).sum();
    }

    /** Maps in use by all connections. */
    public int mapsInUse() {
        return (int) sum(h -> h.maps().live());
    }

    /** Bytes of buffers in use by all connections. */
    public long bufferBytes() {
        return sum(h -> h.slabs().heldBytes());
    }

    /** Bytes outside the heap, in use or not. */
    public long nativeBytes() {
        return bufferBytes() + sum(h -> h.slabs().pooledBytes());
    }

    /** When the next of the stack's deadlines is due; Long.MAX_VALUE if it waits for nothing. */
    public long nextDeadlineNs() {
        return hosts.stream().mapToLong(h -> h.timers().nextNs()).min().orElseThrow();
    }

    /** What loops gave one another and the other one could not take. */
    public boolean handedOver() {
        return hosts.stream().anyMatch(Host::handedOver);
    }

    /** Subflows of which their home knows that they are elsewhere. */
    public int strays() {
        return (int) sum(h -> h.steering().strays());
    }
}
