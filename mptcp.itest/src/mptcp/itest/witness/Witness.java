package mptcp.itest.witness;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of one policy, and those that came after its component was stopped. Any thread. */
public final class Witness {
    private static final ConcurrentMap<String, Witness> ALL = new ConcurrentHashMap<>();

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong late = new AtomicLong();

    private Witness() {}

    /** The same one for the same name. */
    public static Witness of(String name) {
        return ALL.computeIfAbsent(name, _ -> new Witness());
    }

    public void called(boolean active) {
        calls.incrementAndGet();
        if (!active) {
            late.incrementAndGet();
        }
    }

    public long calls() {
        return calls.get();
    }

    /** Calls into a stopped bundle. */
    public long late() {
        return late.get();
    }
}
