package mptcp.shell.world;

/** Time for people who watch; the stacks have their own. */
@FunctionalInterface
public interface Clock {
    /** The clock of this machine: the only place of the shell that reads it. */
    Clock WALL = System::nanoTime;

    /** Monotonic, in nanoseconds, from an arbitrary origin. */
    long nowNs();
}
