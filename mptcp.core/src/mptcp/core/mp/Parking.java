package mptcp.core.mp;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Where one application thread waits for what the loop will do: bring bytes, or make room. It enters, looks, and waits while
 * there is nothing; whoever changes something does so first and wakes after, so that none of it is missed.
 *
 * <p>While it waits it may do the loop's work itself, and need not be woken then: as long as answers come soon it spins (runs
 * one turn after the other) for a while, then waits at the links, and only after some milliseconds it parks.
 */
final class Parking {
    /** One that looked while the loop had the ring is not told when that is over: it looks again by itself. */
    private static final long AT_MOST_NS = 100_000_000L;
    /** How long one waits at the links. Some 10 us that parking costs are nothing beside more; and an interruption is seen then. */
    private static final long WATCH_NS = 2_000_000L;
    /** The same of a virtual thread, which keeps others from its carrier meanwhile: only where answers usually come sooner. */
    private static final long WATCH_VIRTUAL_NS = 200_000L;
    /** A wait that is longer counts as this. */
    private static final long LONG_NS = 1_000_000L;
    /** The part of the last wait in what is usual. */
    private static final int PART = 8;

    /** How it waits now. */
    private enum Stage {
        LOOKS, SPINS, WATCHES, PARKS
    }

    private final LoopHelp help;
    private final boolean asks;
    private volatile Thread waiting;
    /** It waits at the links: an unpark would not wake it. */
    private volatile boolean watching;

    // the waiting thread's own
    private Stage stage = Stage.LOOKS;
    private long sinceNs;
    private long watchNs;
    /** How long it usually waits, which is no more than {@link #LONG_NS}. */
    private long usualNs = LONG_NS;

    /** @param asks whether it waits for answers, and does the loop's work meanwhile, or only waits */
    Parking(LoopHelp help, boolean asks) {
        this.help = help;
        this.asks = asks;
    }

    void enter() {
        waiting = Thread.currentThread();
    }

    void leave() {
        if (stage != Stage.LOOKS) {
            stopWatching();
            learn();
            stage = Stage.LOOKS;
        }
        waiting = null;
    }

    /** Wakes who waits, if ever one did. Any thread. */
    static void wake(Parking parking) {
        if (parking != null) {
            parking.wake();
        }
    }

    /** Any thread. */
    void wake() {
        Thread thread = waiting;
        if (thread == null || thread == Thread.currentThread()) {
            return; // it looks anyhow
        }
        help.toldOthers();
        if (watching) {
            help.wakeWatcher();
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Returns when woken, or after a while. @throws InterruptedIOException if the thread is interrupted, which it stays */
    void await() throws InterruptedIOException {
        switch (stage) {
            case LOOKS -> begin();
            case SPINS -> spin();
            case WATCHES -> watch();
            case PARKS -> LockSupport.parkNanos(this, AT_MOST_NS);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
    }

    /** Whether it has waited since it entered. */
    boolean hasWaited() {
        return stage != Stage.LOOKS;
    }

    private void begin() {
        if (!asks || !help.wanted()) {
            parkSoon();
            return;
        }
        sinceNs = help.nowNs();
        stage = Stage.SPINS;
        if (usualNs > help.spinNs()) {
            stopSpinning();
        }
    }

    private void spin() {
        if (help.nowNs() - sinceNs >= help.spinNs()) {
            stopSpinning();
        } else if (!help.turn()) {
            Thread.onSpinWait();
        }
    }

    private void stopSpinning() {
        watchNs = Thread.currentThread().isVirtual() ? WATCH_VIRTUAL_NS : WATCH_NS;
        watching = (watchNs == WATCH_NS || usualNs < watchNs) && help.watch();
        if (watching) {
            stage = Stage.WATCHES; // and looks again: who changed something just before saw it elsewhere
        } else {
            parkSoon();
        }
    }

    private void watch() {
        long left = sinceNs + watchNs - help.nowNs();
        if (left <= 0 || !help.await(left)) {
            stopWatching();
            parkSoon();
        }
    }

    /** Looks once more before, for what came while it was somewhere else. */
    private void parkSoon() {
        stage = Stage.PARKS;
        help.retire();
    }

    private void stopWatching() {
        if (watching) {
            watching = false;
            help.leave();
        }
    }

    private void learn() {
        usualNs += (Math.min(help.nowNs() - sinceNs, LONG_NS) - usualNs) / PART;
    }
}
