package mptcp.core.loop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Who may run the turns of a loop: its own thread, or one of an application that would have to wake it. Nobody waits for the
 * right but the loop's thread, which has nothing else to do; others ask who has it to look once more.
 */
final class TurnRight {
    private static final int FREE = 0;
    private static final int TAKEN = 1;
    /** Somebody asked for one more turn. */
    private static final int ASKED = 2;
    /** The loop's thread waits for it, and will turn when it has it. */
    private static final int AWAITED = 3;

    private final AtomicInteger state = new AtomicInteger(FREE);
    private volatile Thread loop;

    /** What others did before they gave it back is seen. @return false if somebody has it */
    boolean take() {
        return state.get() == FREE && state.compareAndSet(FREE, TAKEN);
    }

    /** @return whether somebody has it, who will run a turn after this; what was done before is seen there */
    boolean ask() {
        while (true) {
            int s = state.get();
            if (s == FREE) {
                return false;
            }
            if (state.compareAndSet(s, s == TAKEN ? ASKED : s)) {
                return true;
            }
        }
    }

    /** By who has it. @return whether somebody asked for one more turn, which is now the caller's to see to */
    boolean give() {
        int before = state.getAndSet(FREE);
        if (before == AWAITED) {
            LockSupport.unpark(loop);
        }
        return before == ASKED;
    }

    /** Returns when it is free, as it was for a moment at least. The loop's thread. */
    void awaitFree() {
        loop = Thread.currentThread();
        for (int s = state.get(); s != FREE; s = state.get()) {
            if (s == AWAITED || state.compareAndSet(s, AWAITED)) {
                LockSupport.park(this);
                Thread.interrupted(); // else it would not wait
            }
        }
    }
}
