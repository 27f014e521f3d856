package mptcp.core.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mptcp.core.mp.Mpcb;

/** What the events of a turn leave to be done at its end: output, telling applications, deferred work. Loop thread only. */
final class TurnWork {
    private static final int COPY_MS = 1000;
    private static final int PASSES = 4;

    private final Containment containment;
    private final WorkList dirty = new WorkList();
    private final WorkList ready = new WorkList();
    private final ArrayDeque<Deferred> deferred = new ArrayDeque<>();
    /** Memory that an application was copying to or from when it was to be given back. */
    private final List<BooleanSupplier> releases = new ArrayList<>();

    private record Deferred(Object owner, Runnable task) {}

    TurnWork(Containment containment) {
        this.containment = containment;
    }

    /** Its output is to run; the caller keeps it in here at most once. */
    void dirty(Mpcb m) {
        dirty.add(m);
    }

    /** Its application is to be told; the caller keeps it in here at most once. */
    void ready(Mpcb m) {
        ready.add(m);
    }

    /** @param owner whose work it is, or null */
    void defer(Object owner, Runnable task) {
        deferred.add(new Deferred(owner, task));
    }

    void release(BooleanSupplier attempt) {
        releases.add(attempt);
    }

    /** Whether something is left that time alone may make possible. */
    boolean pending() {
        return dirty.size() > 0 || ready.size() > 0 || !deferred.isEmpty() || !releases.isEmpty();
    }

    /** What there is now; what it leads to runs next time, so that nothing that asks for itself again holds up the turn. */
    void runDeferred() {
        for (int left = deferred.size(); left > 0; left--) {
            Deferred next = deferred.poll();
            Containment.Work kind = next.owner instanceof Listener ? Containment.Work.LISTENER : Containment.Work.DEFERRED;
            containment.run(next.owner, kind, next.task);
        }
    }

    /** Runs the output, and tells applications, who may cause output again: {@value #PASSES} times at the most, to get on with the turn. */
    void finish(long nowNs) {
        for (int pass = 0; pass < PASSES && dirty.size() + ready.size() > 0; pass++) {
            int n = dirty.size();
            for (int i = 0; i < n; i++) {
                Mpcb m = dirty.get(i);
                m.markDirty(false);
                containment.output(m, nowNs);
            }
            dirty.drop(n);
            runDeferred();
            tell();
        }
    }

    void tell() {
        int n = ready.size();
        for (int i = 0; i < n; i++) {
            Mpcb m = ready.get(i);
            m.markReady(false);
            containment.tell(m);
        }
        ready.drop(n);
    }

    /**
     * Waits for the copies that are under way, which take some microseconds.
     *
     * @return false if one does not end within some {@value #COPY_MS} ms
     */
    boolean releaseAll() {
        release();
        for (int i = 0; i < COPY_MS && !releases.isEmpty(); i++) {
            LockSupport.parkNanos(1_000_000);
            release();
        }
        return releases.isEmpty();
    }

    void release() {
        if (!releases.isEmpty()) {
            releases.removeIf(BooleanSupplier::getAsBoolean);
        }
    }
}
