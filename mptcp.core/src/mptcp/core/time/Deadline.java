package mptcp.core.time;

/**
 * Something to be done at a time: an entry of a {@link Timers} that carries its own links, so that arming it allocates
 * nothing. It belongs to the thread of its queue and to at most one queue at a time.
 */
public abstract class Deadline {
    static final int NOWHERE = -1;

    /** The queue that holds the deadline; null when unarmed. */
    Timers queue;

    /** When to run, and the number of the call that said so: the order among equal times. */
    long atNs = Long.MAX_VALUE;
    long order;

    /** The time and number the queue filed the deadline under: those above, or older ones if it moved to later. */
    long filedNs;
    long filedOrder;

    /** The place in the queue's array: of a heap the index, of a wheel the list. */
    int place = NOWHERE;

    /** Neighbours in a list of a wheel. */
    Deadline previous;
    Deadline next;

    protected Deadline() {
    }

    /**
     * Called by {@link Timers#expire} when the time has come. The deadline is unarmed by then and may be scheduled
     * again; it may schedule and cancel others too.
     *
     * @param nowNs the time passed to {@link Timers#expire}; not before the time asked for
     */
    public abstract void expire(long nowNs);

    /** Whose work it is: who is at fault if it fails. Null: nobody in particular. */
    public Object owner() {
        return null;
    }

    /** Whether the deadline will run if time goes on. */
    public final boolean armed() {
        return queue != null;
    }

    /** When the deadline will run, in nanoseconds; {@link Long#MAX_VALUE} when unarmed. */
    public final long atNs() {
        return atNs;
    }

    /** Stores what was asked for; the queue decides whether that needs another place. */
    final void ask(long time, long number) {
        atNs = time;
        order = number;
    }

    /** Notes that the place in the queue is now that of the time asked for. */
    final void filed() {
        filedNs = atNs;
        filedOrder = order;
    }

    /** Whether the deadline was moved to later since it was filed. */
    final boolean moved() {
        return filedOrder != order;
    }

    /** Whether the deadline is filed before the other. */
    final boolean before(Deadline other) {
        return filedNs < other.filedNs || filedNs == other.filedNs && filedOrder < other.filedOrder;
    }

    /** Forgets the queue; it has dropped its own references before. */
    final void disarm() {
        queue = null;
        atNs = Long.MAX_VALUE;
        place = NOWHERE;
        previous = null;
        next = null;
    }

    /** Makes sure that the deadline is not in a queue other than this one. */
    final void claim(Timers by) {
        if (queue != null && queue != by) {
            throw new IllegalStateException("armed in another queue");
        }
    }
}
