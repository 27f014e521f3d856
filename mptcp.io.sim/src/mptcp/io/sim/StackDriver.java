package mptcp.io.sim;

import mptcp.api.socket.DrivenStack;

/**
 * Turns one stack: when packets arrived, when its deadline has come, when another thread has work for it.
 *
 * <p>A deadline that moves to a later time leaves its event where it is: when that comes, it is set anew. So there is
 * mostly one event in the queue, however often the stack's timers move.
 */
final class StackDriver implements Runnable {
    private static final int MAX_TURNS_AT_ONE_TIME = 1_000_000;

    private final Network network;
    private final DrivenStack stack;
    private final EventQueue.Handler onArrival = this::arrival;
    private final EventQueue.Handler onDeadline = this::deadline;
    private volatile boolean work;
    private boolean turnQueued;
    private long dueNs = Long.MAX_VALUE;
    private long armedNs = Long.MAX_VALUE;
    private boolean removed;
    private long lastTurnNs = Long.MIN_VALUE;
    private int turnsAtOneTime;

    StackDriver(Network network, DrivenStack stack) {
        this.network = network;
        this.stack = stack;
        stack.onWork(this);
    }

    DrivenStack stack() {
        return stack;
    }

    /** Another thread gave the stack something to do. */
    @Override
    public void run() {
        work = true;
        network.wake();
    }

    /** Asks for a turn if another thread asked for one. */
    void collect(long nowNs) {
        if (work) {
            work = false;
            turnNow(nowNs);
        }
    }

    /** Asks for a turn at the present time, after what is due now already. */
    void turnNow(long nowNs) {
        if (!turnQueued && !removed) {
            turnQueued = true;
            network.schedule(nowNs, onArrival, null);
        }
    }

    private void arrival(Packet unused, long nowNs) {
        turnQueued = false;
        turn(nowNs);
    }

    private void deadline(Packet unused, long nowNs) {
        if (nowNs == armedNs) {
            armedNs = Long.MAX_VALUE;
        }
        if (nowNs >= dueNs) {
            turn(nowNs);
        } else {
            arm();
        }
    }

    private void turn(long nowNs) {
        if (removed) {
            return;
        }
        turnsAtOneTime = nowNs == lastTurnNs ? turnsAtOneTime + 1 : 0;
        if (turnsAtOneTime > MAX_TURNS_AT_ONE_TIME) {
            throw new IllegalStateException(
                    "stack " + stack.name() + " asks for turns without end at " + nowNs + " ns");
        }
        lastTurnNs = nowNs;
        dueNs = Long.MAX_VALUE;
        long next = stack.turn(nowNs);
        if (next <= nowNs) {
            turnNow(nowNs);
        } else {
            dueNs = next;
            arm();
        }
    }

    private void arm() {
        if (dueNs < armedNs) {
            armedNs = dueNs;
            network.schedule(dueNs, onDeadline, null);
        }
    }

    void remove() {
        removed = true;
        stack.onWork(null);
    }
}
