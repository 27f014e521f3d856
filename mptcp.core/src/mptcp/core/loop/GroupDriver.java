package mptcp.core.loop;

/**
 * Turns all loops of a host on one thread, always in the same order, so that a run is a function of what it was given whatever
 * their number. Loop thread, but for the wake-ups.
 */
final class GroupDriver {
    private final LoopGroup group;
    /** The thread that is in {@link #turn}; what wakes a loop there is seen at the end of it. */
    private volatile Thread turning;
    private volatile Runnable wake;
    private boolean again;

    GroupDriver(LoopGroup group) {
        this.group = group;
    }

    /** @return when the next one is due: now, while a loop has something that another one gave it after its turn */
    long turn(long nowNs) {
        if (turning == Thread.currentThread()) {
            throw new IllegalStateException("a turn cannot begin within a turn, in a call of a policy or a listener");
        }
        turning = Thread.currentThread();
        again = false;
        long next = Long.MAX_VALUE;
        try {
            for (int i = 0; i < group.count(); i++) {
                Host loop = group.loop(i);
                next = Math.min(next, loop.access().isClosed() ? Long.MAX_VALUE : loop.turn(nowNs));
            }
        } finally {
            turning = null;
        }
        return again || pending() ? nowNs : next;
    }

    private boolean pending() {
        for (int i = 0; i < group.count(); i++) {
            if (!group.loop(i).access().isClosed() && group.loop(i).handedOver()) {
                return true;
            }
        }
        return false;
    }

    void onWork(Runnable hook) {
        wake = hook;
        for (int i = 0; i < group.count(); i++) {
            group.loop(i).access().onWork(this::work);
        }
    }

    private void work() {
        Runnable hook = wake;
        if (turning == Thread.currentThread()) {
            again = true;
        } else if (hook != null) {
            hook.run();
        }
    }
}
