package mptcp.core.mp;

/**
 * How a thread of an application that has to wait does meanwhile what the loop's own thread would have to be woken for: it runs
 * turns, and it waits at the links. Any thread.
 */
public interface LoopHelp {
    /** Of a loop that its owner drives. */
    LoopHelp NONE = new LoopHelp() {};

    /** Whether the loop takes help: it has a thread of its own, and nobody said that it alone is to run turns. */
    default boolean wanted() {
        return false;
    }

    /** Runs a turn now. @return false if somebody else is at it, or the calling thread runs a turn already */
    default boolean turn() {
        return false;
    }

    /** The caller does not look after the links any more, as far as it did: the loop's own thread is to. */
    default void retire() {}

    /** In the present turn somebody was told something who does not run it. Whoever runs it. */
    default void toldOthers() {}

    /** How long one who waits may look again and again before he sleeps, in nanoseconds; 0: not at all. */
    default long spinNs() {
        return 0;
    }

    /** Nanoseconds of a clock that only goes on. */
    default long nowNs() {
        return 0;
    }

    /** Takes the place at the links, which one thread has at a time. @return false if it is taken, or there is none */
    default boolean watch() {
        return false;
    }

    /**
     * Whoever has the place waits for what the links bring, or {@link #wakeWatcher}, and sees to it that a turn is run.
     *
     * @return false if somebody else runs it: the links are looked after
     */
    default boolean await(long atMostNs) {
        return false;
    }

    /** Gives the place back. */
    default void leave() {}

    /** Ends the present or the next {@link #await}. Any thread. */
    default void wakeWatcher() {}
}
