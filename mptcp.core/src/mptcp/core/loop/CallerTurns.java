package mptcp.core.loop;

import java.util.concurrent.atomic.AtomicReference;
import mptcp.api.link.Waiter;
import mptcp.core.mib.Mib;
import mptcp.core.mp.LoopHelp;

/**
 * Threads of applications that run turns of a loop in real time, and one of them at a time that waits at its links. The links
 * wake that one rather than the loop's thread, which goes on sleeping and comes when nobody is there, or a deadline is.
 */
final class CallerTurns implements LoopHelp {
    /** A thread that runs a turn of some loop runs none of another one: that would be inside of what it does there. */
    private static final ThreadLocal<Boolean> TURNING = new ThreadLocal<>();
    /** Turns that one helps with before the loop's own thread has to go on. */
    private static final int TURNS = 2;
    /** A thread that ran a turn runs another one within this time, or is taken for one that does something else now. */
    private static final long CONVERSATION_NS = 4_000_000;
    private static final long LONG_AGO = LoopThread.nowNs() - 1_000_000_000_000L;
    /** Who was told something is concerned for so long. */
    private static final long OTHERS_NS = 100_000_000;
    /** Who has the place when the loop has ended. */
    private static final Object NOBODY_ANY_MORE = new Object();

    private final Host host;
    private final LoopThread loop;
    private final TurnRight right;
    /** Who waits at the links, if anybody does. */
    private final AtomicReference<Object> place = new AtomicReference<>();
    /** By which he waits; null as long as no link has a descriptor. Closed by the loop's thread, or by who has the place then. */
    private volatile Waiter waiter;

    /** The present turn is one of a caller's. By who has the right. */
    private boolean helping;
    private volatile long lastTurnNs = LONG_AGO;
    private volatile long lastToldOthersNs = LONG_AGO;

    CallerTurns(Host host, LoopThread loop, TurnRight right) {
        this.host = host;
        this.loop = loop;
        this.right = right;
    }

    /** The calling thread is a loop's own: it helps none. */
    static void loopBegins() {
        TURNING.set(true);
    }

    // --- whoever turns

    /** Null: none yet. */
    Waiter waiter() {
        return waiter;
    }

    void waiter(Waiter w) {
        waiter = w;
    }

    /**
     * Where one thread converses with its peer, and nobody else is concerned, it will look at the links itself, soon: what comes
     * just before it does need not wake the loop's thread. For how long that one need not look, in nanoseconds; below zero: it has to.
     */
    long looksNs(long nowNs) {
        return nowNs - lastToldOthersNs < OTHERS_NS ? -1 : lastTurnNs + CONVERSATION_NS - nowNs;
    }

    /** The loop has ended. Its own thread. */
    void end() {
        Object before = place.getAndSet(NOBODY_ANY_MORE);
        Waiter w = waiter;
        if (w != null && before == null) {
            w.close();
        } else if (w != null) {
            w.wake(); // who has the place closes it
        }
    }

    // --- those who help

    @Override
    public boolean wanted() {
        return host.config().callerTurns();
    }

    @Override
    public boolean turn() {
        if (TURNING.get() != null || !right.take()) {
            return false;
        }
        for (int left = TURNS; ; left--) {
            long due = turnOnce();
            if (!right.give()) {
                loop.dueBy(due);
                return true;
            }
            if (left == 1) {
                loop.wake();
                return true;
            }
            if (!right.take()) {
                return true; // whoever has it looks after this
            }
        }
    }

    private long turnOnce() {
        TURNING.set(true);
        helping = true;
        lastTurnNs = nowNs();
        try {
            if (host.access().isClosed()) {
                return Long.MAX_VALUE;
            }
            host.counters().count(Mib.LOOP_CALLER_TURN);
            return loop.turn();
        } finally {
            helping = false;
            host.access().ownedBy(loop.thread());
            TURNING.remove();
        }
    }

    @Override
    public void retire() {
        lastTurnNs = LONG_AGO;
        loop.look();
    }

    @Override
    public void toldOthers() {
        if (helping) {
            lastToldOthersNs = nowNs();
        }
    }

    @Override
    public long spinNs() {
        return host.config().spinNs();
    }

    @Override
    public long nowNs() {
        return LoopThread.nowNs();
    }

    @Override
    public boolean watch() {
        return waiter != null && TURNING.get() == null
                && place.compareAndSet(null, Thread.currentThread());
    }

    @Override
    public boolean await(long atMostNs) {
        waiter.await(atMostNs);
        if (turn()) {
            return true;
        }
        if (!right.ask()) {
            loop.wake(); // what the links told the caller they tell nobody else
        }
        return false;
    }

    @Override
    public void leave() {
        if (!place.compareAndSet(Thread.currentThread(), null)) {
            waiter.close();
        }
    }

    @Override
    public void wakeWatcher() {
        waiter.wake();
    }
}
