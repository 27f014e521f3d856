package mptcp.core.loop;

import java.util.List;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.core.policy.Registry;
import mptcp.core.tcp.TimerSet;
import mptcp.core.time.Deadline;
import mptcp.core.time.TimerHeap;
import mptcp.core.time.Timers;

/** Makes driven stacks in which a timer of one kind fails, once, when it has run out. */
public final class StrikingTimers implements StackFactory {
    private final Registry registry = new Registry();
    private final String set;
    private final int kind;
    private boolean struck;
    private boolean ready;

    /** @param set the simple name of the class whose timer it is, {@code kind} its number there */
    public StrikingTimers(String set, int kind) {
        this.set = set;
        this.kind = kind;
    }

    /** The number of a timer. */
    public static int kind(String set, String name) {
        String type = set.equals("TcpTimers") ? "mptcp.core.tcp.TcpTimers" : "mptcp.core.mp.path.MpTimers";
        try {
            var field = Class.forName(type).getDeclaredField(name);
            field.setAccessible(true);
            return field.getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no timer " + name + " of " + set, e);
        }
    }

    /** From now on. */
    public void ready() {
        ready = true;
    }

    public boolean struck() {
        return struck;
    }

    private boolean strikes(Deadline d, long nowNs) {
        boolean now = ready && !struck && d instanceof TimerSet t && t.getClass().getSimpleName().equals(set)
                && t.due(kind) <= nowNs;
        struck |= now;
        return now;
    }

    /** In the place of another. */
    private static final class Failing extends Deadline {
        private final Object owner;

        Failing(Object owner) {
            this.owner = owner;
        }

        @Override
        public Object owner() {
            return owner;
        }

        @Override
        public void expire(long nowNs) {
            throw new NoClassDefFoundError("on purpose");
        }
    }

    private final class Striking implements Timers {
        private final TimerHeap heap = new TimerHeap();

        @Override
        public void schedule(Deadline d, long atNs) {
            heap.schedule(d, atNs);
        }

        @Override
        public void guard(Guard guard) {
            heap.guard((d, nowNs) -> guard.run(strikes(d, nowNs) ? new Failing(d.owner()) : d, nowNs));
        }

        @Override
        public void cancel(Deadline d) {
            heap.cancel(d);
        }

        @Override
        public long nextNs() {
            return heap.nextNs();
        }

        @Override
        public int expire(long nowNs) {
            return heap.expire(nowNs);
        }
    }

    @Override
    public DrivenStack createDriven(StackConfig config) {
        Host host = new Host(config, new Striking(), registry, 1L << 30);
        host.access().ownedBy(Thread.currentThread());
        return new HostStack(host, null, _ -> { });
    }

    @Override
    public Stack create(StackConfig config) {
        throw new UnsupportedOperationException("driven ones only");
    }

    @Override
    public List<Stack> stacks() {
        return List.of();
    }

    @Override
    public Registry policies() {
        return registry;
    }
}
