package mptcp.bench;

import java.util.Optional;

/** One benchmark of {@code ./mptcp bench}. */
interface Benchmark {
    /** By which it is asked for. */
    String name();

    /** One line for people: what it measures and against what. */
    String summary();

    /** Why it cannot run on this machine, or nothing. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /** What this stack is compared with, and its version; empty if with nothing. */
    default String peer() {
        return "";
    }

    /**
     * Runs it, which may take minutes, and reports what it measured.
     *
     * @throws Exception what went wrong, with a message for the user; nothing it made is left behind
     */
    void run(Session session) throws Exception;
}
