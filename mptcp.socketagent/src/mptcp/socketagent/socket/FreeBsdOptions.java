package mptcp.socketagent.socket;

import java.util.List;

/**
 * Options of TCP that FreeBSD has and Linux has not, or by other numbers: with its profile they act. Where both systems use a number
 * for different things, Linux's stands, but for TCP_NOOPT. Stateless; the caller holds the socket's lock.
 */
final class FreeBsdOptions {
    private static final int NO_OPTIONS = 8;
    private static final int KEEP_INIT = 128;
    private static final int KEEP_IDLE = 256;
    private static final int KEEP_INTERVAL = 512;
    private static final int KEEP_COUNT = 1024;

    private static final int KEEP_INIT_SECONDS = 75;
    private static final int KEEP_IDLE_SECONDS = 7200;
    private static final int KEEP_INTERVAL_SECONDS = 75;
    private static final int KEEP_PROBES = 8;
    private static final int MOST_SECONDS = Integer.MAX_VALUE / 1000;

    /** From here on Linux has none. */
    private static final int LEAST_OWN = 64;
    private static final List<Integer> OTHERS = List.of(64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 1025, 2048, 4096, 8192, 8193);
    /** Of the alternative stacks. */
    private static final int LEAST_OF_STACKS = 1026;
    private static final int MOST_OF_STACKS = 1199;

    private FreeBsdOptions() {}

    /** Whether it is one that is taken and has no effect: congestion control, logs, and what chooses another of its stacks. */
    static boolean isTaken(int option) {
        return option >= LEAST_OWN && (OTHERS.contains(option) || option >= LEAST_OF_STACKS && option <= MOST_OF_STACKS);
    }

    static boolean has(int option) {
        return option == NO_OPTIONS || option == KEEP_INIT || option == KEEP_IDLE || option == KEEP_INTERVAL || option == KEEP_COUNT;
    }

    /** @throws CallException if the number is out of range */
    static void set(SocketSettings s, int option, int value) throws CallException {
        if (option == NO_OPTIONS) {
            s.noOptions = value != 0;
            return;
        }
        if (value < 0 || option != KEEP_COUNT && value > MOST_SECONDS) {
            throw new CallException(Errno.EINVAL);
        }
        switch (option) {
            case KEEP_INIT -> s.connectSeconds = value;
            case KEEP_IDLE -> s.keepIdleSeconds = value;
            case KEEP_INTERVAL -> s.keepIntervalSeconds = value;
            default -> s.keepProbes = value;
        }
    }

    static int get(SocketSettings s, int option) {
        return switch (option) {
            case NO_OPTIONS -> s.noOptions ? 1 : 0;
            case KEEP_INIT -> or(s.connectSeconds, KEEP_INIT_SECONDS);
            case KEEP_IDLE -> or(s.keepIdleSeconds, KEEP_IDLE_SECONDS);
            case KEEP_INTERVAL -> or(s.keepIntervalSeconds, KEEP_INTERVAL_SECONDS);
            default -> or(s.keepProbes, KEEP_PROBES);
        };
    }

    private static int or(int value, int usual) {
        return value == 0 ? usual : value;
    }
}
