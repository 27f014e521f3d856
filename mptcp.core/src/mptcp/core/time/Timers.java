package mptcp.core.time;

/**
 * A queue of deadlines. One thread (the loop) owns it; times are nanoseconds of one monotonic clock, compared as plain
 * signed numbers, and the queue reads no clock itself. No method allocates, except a heap that grows.
 */
public interface Timers {
    /**
     * Arms the deadline, or moves it if it is armed. A move to a later time only stores the time, since a
     * retransmission timeout moves with every acknowledgement. A time of {@link Long#MAX_VALUE} cancels. A time in the
     * past is due at once.
     *
     * @throws IllegalStateException if the deadline is armed in another queue
     */
    void schedule(Deadline d, long atNs);

    /** Who runs what is due, so that a fault of one deadline ends neither the call nor the others. */
    interface Guard {
        void run(Deadline d, long nowNs);
    }

    /** Has this guard run what is due from now on; without one, a deadline is simply run. */
    void guard(Guard guard);

    /** Disarms the deadline and forgets it, so that nothing keeps its owner alive; no effect if it is not armed. */
    void cancel(Deadline d);

    /** When {@link #expire} has to be called next: may be early, never late; {@link Long#MAX_VALUE} if never. */
    long nextNs();

    /**
     * Runs what is due in the order of time, at one time in the order of scheduling. What a deadline schedules while
     * this runs and is due by nowNs runs in the same call, so a deadline must not answer by scheduling itself for a
     * time not after nowNs for ever. An exception that leaves the guard leaves
     * the queue intact and ends the call.
     *
     * @param nowNs the present time; never before that of an earlier call
     * @return how many deadlines ran
     */
    int expire(long nowNs);
}
