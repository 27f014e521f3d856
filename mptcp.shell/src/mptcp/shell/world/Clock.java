package mptcp.shell.world;

/** Time for people who watch; the stacks have their own. */
public interface Clock {
    /** The clock of this machine. */
    Clock WALL = new WallClock();

    /** Monotonic, in nanoseconds, from an arbitrary origin. */
    long nowNs();

    /** Sleeps; zero or less returns at once. */
    void sleep(long ns) throws InterruptedException;
}
