package mptcp.socketagent.socket;

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

    private FreeBsdOptions() {}

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
